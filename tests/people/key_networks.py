"""The second half of the key: the layers and losses of a course on neural networks."""

from __future__ import annotations

from .problem import Problem

NETWORKS = [
    Problem(
        "softmax",
        program="""
            e1 = exp(z1); e2 = exp(z2); e3 = exp(z3); Z = e1 + e2 + e3
            p1 = e1/Z; p2 = e2/Z; p3 = e3/Z
            L = -(t1*log(p1) + t2*log(p2) + t3*log(p3))
        """,
        at="z1=1.2 z2=-0.3 z3=0.5 t1=0 t2=1 t3=0",
        ask="""
            e1.data e2.data e3.data Z.data p1.data p2.data value p2.grad Z.grad e1.grad e2.grad e3.grad
            z1.grad z2.grad z3.grad
        """,
        forward="""
            e1 = exp(z1)
            e2 = exp(z2)
            e3 = exp(z3)
            Z = e1 + e2 + e3
            p1 = e1/Z
            p2 = e2/Z
            p3 = e3/Z
            L = -(t1*log(p1) + t2*log(p2) + t3*log(p3))
        """,
        backward="""
            d_p1 = -t1/p1
            d_p2 = -t2/p2
            d_p3 = -t3/p3
            d_Z = -(d_p1*e1 + d_p2*e2 + d_p3*e3)/Z**2
            d_e1 = d_p1/Z + d_Z
            d_e2 = d_p2/Z + d_Z
            d_e3 = d_p3/Z + d_Z
            d_z1 = d_e1*e1
            d_z2 = d_e2*e2
            d_z3 = d_e3*e3
        """,
    ),
    Problem(
        "relu-net",
        program="""
            a1 = w11*x1 + w12*x2 + b1; a2 = w21*x1 + w22*x2 + b2; a3 = w31*x1 + w32*x2 + b3
            h1 = relu(a1); h2 = relu(a2); h3 = relu(a3)
            y = v1*h1 + v2*h2 + v3*h3 + c; L = (y - t)^2
        """,
        at="""
            x1=1.5 x2=-0.8 w11=0.6 w12=-0.4 b1=0.1 w21=-0.75 w22=0.5 b2=0.3
            w31=0.2 w32=-0.9 b3=-0.25 v1=0.9 v2=-1.1 v3=-0.5 c=0.2 t=0.2
        """,
        ask="""
            a1.data a2.data h1.data h2.data h3.data y.data value y.grad v1.grad v2.grad h1.grad h2.grad h3.grad
            a1.grad a2.grad a3.grad w11.grad w12.grad w22.grad w32.grad b3.grad x1.grad x2.grad
        """,
        forward="""
            a1 = w11*x1 + w12*x2 + b1
            a2 = w21*x1 + w22*x2 + b2
            a3 = w31*x1 + w32*x2 + b3
            h1 = relu(a1)
            h2 = relu(a2)
            h3 = relu(a3)
            y = v1*h1 + v2*h2 + v3*h3 + c
            L = (y - t)**2
        """,
        backward="""
            d_y = 2*(y - t)
            d_v1 = d_y*h1
            d_v2 = d_y*h2
            d_h1 = d_y*v1
            d_h2 = d_y*v2
            d_h3 = d_y*v3
            d_a1 = d_h1 if a1 > 0 else 0
            d_a2 = d_h2 if a2 > 0 else 0
            d_a3 = d_h3 if a3 > 0 else 0
            d_w11 = d_a1*x1
            d_w12 = d_a1*x2
            d_w22 = d_a2*x2
            d_w32 = d_a3*x2
            d_b3 = d_a3
            d_x1 = d_a1*w11 + d_a2*w21 + d_a3*w31
            d_x2 = d_a1*w12 + d_a2*w22 + d_a3*w32
        """,
    ),
    Problem(
        "batch-norm",
        program="""
            mu = (x1 + x2 + x3)/3; d1 = x1 - mu; d2 = x2 - mu; d3 = x3 - mu
            var = (d1^2 + d2^2 + d3^2)/3; s = sqrt(var + eps)
            n1 = d1/s; n2 = d2/s; n3 = d3/s
            y1 = g*n1 + be; y2 = g*n2 + be; y3 = g*n3 + be
            L = k1*y1 + k2*y2 + k3*y3
        """,
        at="x1=1.0 x2=1.4 x3=1.9 eps=0.02 g=1.5 be=0.2 k1=0.7 k2=-1.1 k3=0.9",
        ask="""
            mu.data var.data s.data n1.data y3.data value g.grad be.grad n1.grad n2.grad n3.grad s.grad var.grad
            d1.grad d2.grad d3.grad mu.grad x1.grad x2.grad x3.grad
        """,
        forward="""
            mu = (x1 + x2 + x3)/3
            d1 = x1 - mu
            d2 = x2 - mu
            d3 = x3 - mu
            var = (d1**2 + d2**2 + d3**2)/3
            s = sqrt(var + eps)
            n1 = d1/s
            n2 = d2/s
            n3 = d3/s
            y1 = g*n1 + be
            y2 = g*n2 + be
            y3 = g*n3 + be
            L = k1*y1 + k2*y2 + k3*y3
        """,
        backward="""
            d_g = k1*n1 + k2*n2 + k3*n3
            d_be = k1 + k2 + k3
            d_n1 = k1*g
            d_n2 = k2*g
            d_n3 = k3*g
            d_s = -(d_n1*d1 + d_n2*d2 + d_n3*d3)/s**2
            d_var = d_s/(2*s)
            d_d1 = d_n1/s + d_var*2*d1/3
            d_d2 = d_n2/s + d_var*2*d2/3
            d_d3 = d_n3/s + d_var*2*d3/3
            d_mu = -(d_d1 + d_d2 + d_d3)
            d_x1 = d_d1 + d_mu/3
            d_x2 = d_d2 + d_mu/3
            d_x3 = d_d3 + d_mu/3
        """,
    ),
    Problem(
        "lstm",
        program="""
            zf = uf*x + wf*h + bf; zi = ui*x + wi*h + bi; zg = ug*x + wg*h + bg; zo = uo*x + wo*h + bo
            f = sigmoid(zf); i = sigmoid(zi); g = tanh(zg); o = sigmoid(zo)
            c = f*c0 + i*g; m = tanh(c); hn = o*m
        """,
        at="""
            x=0.8 h=-0.3 c0=0.65 uf=-0.6 wf=0.5 bf=0.4 ui=0.9
            wi=-0.2 bi=0.1 ug=1.1 wg=0.7 bg=-0.3 uo=-0.4 wo=0.35 bo=0.2
        """,
        ask="""
            zf.data f.data g.data c.data m.data value o.grad m.grad c.grad f.grad i.grad g.grad c0.grad
            zf.grad zi.grad zg.grad zo.grad uf.grad ug.grad bo.grad x.grad h.grad
        """,
        forward="""
            zf = uf*x + wf*h + bf
            zi = ui*x + wi*h + bi
            zg = ug*x + wg*h + bg
            zo = uo*x + wo*h + bo
            f = sigmoid(zf)
            i = sigmoid(zi)
            g = tanh(zg)
            o = sigmoid(zo)
            c = f*c0 + i*g
            m = tanh(c)
            hn = o*m
        """,
        backward="""
            d_hn = 1
            d_o = d_hn*m
            d_m = d_hn*o
            d_c = d_m*(1 - m**2)
            d_f = d_c*c0
            d_c0 = d_c*f
            d_i = d_c*g
            d_g = d_c*i
            d_zf = d_f*f*(1 - f)
            d_zi = d_i*i*(1 - i)
            d_zg = d_g*(1 - g**2)
            d_zo = d_o*o*(1 - o)
            d_uf = d_zf*x
            d_ug = d_zg*x
            d_bo = d_zo
            d_x = d_zf*uf + d_zi*ui + d_zg*ug + d_zo*uo
            d_h = d_zf*wf + d_zi*wi + d_zg*wg + d_zo*wo
        """,
    ),
    Problem(
        "rnn",
        program="""
            a1 = w*h0 + u*x1; h1 = tanh(a1); a2 = w*h1 + u*x2; h2 = tanh(a2); a3 = w*h2 + u*x3; h3 = tanh(a3)
            L = (h3 - t)^2
        """,
        at="w=0.8 u=-0.6 h0=0.5 x1=1.9 x2=-1.6 x3=1.3 t=0.2",
        ask="""
            h1.data h2.data h3.data value h3.grad a3.grad h2.grad a2.grad h1.grad a1.grad h0.grad w.grad u.grad x2.grad
        """,
        forward="""
            a1 = w*h0 + u*x1
            h1 = tanh(a1)
            a2 = w*h1 + u*x2
            h2 = tanh(a2)
            a3 = w*h2 + u*x3
            h3 = tanh(a3)
            L = (h3 - t)**2
        """,
        backward="""
            d_h3 = 2*(h3 - t)
            d_a3 = d_h3*(1 - h3**2)
            d_h2 = d_a3*w
            d_a2 = d_h2*(1 - h2**2)
            d_h1 = d_a2*w
            d_a1 = d_h1*(1 - h1**2)
            d_h0 = d_a1*w
            d_w = d_a1*h0 + d_a2*h1 + d_a3*h2
            d_u = d_a1*x1 + d_a2*x2 + d_a3*x3
            d_x2 = d_a2*u
        """,
    ),
]
