"""A second key, formulated otherwise than the first: its mistakes were written down before anybody looked at what the
program says of them.
"""

from __future__ import annotations

from .problem import Problem

OTHERS = [
    Problem(
        "logit",
        program="z = u*w + v*s - c; g = 1/(1 + exp(-z)); C = -log(g)",
        at="u=1.3 w=-0.6 v=0.9 s=1.7 c=0.55",
        ask="z.data g.data value g.grad z.grad u.grad w.grad v.grad s.grad c.grad",
        forward="""
            z = u*w + v*s - c
            g = 1/(1 + exp(-z))
            C = -log(g)
        """,
        backward="""
            d_g = -1/g
            d_z = d_g*g*(1 - g)
            d_u = d_z*w
            d_w = d_z*u
            d_v = d_z*s
            d_s = d_z*v
            d_c = -d_z
        """,
    ),
    Problem(
        "shifted-softmax",
        program="""
            m = max(z1, z2, z3); e1 = exp(z1 - m); e2 = exp(z2 - m); e3 = exp(z3 - m); S = e1 + e2 + e3
            p3 = e3/S; L = -log(p3)
        """,
        at="z1=0.8 z2=2.1 z3=1.4",
        ask="""
            m.data e1.data e3.data S.data p3.data value p3.grad S.grad e1.grad e2.grad e3.grad
            z1.grad z2.grad z3.grad
        """,
        forward="""
            m = max(z1, z2, z3)
            e1 = exp(z1 - m)
            e2 = exp(z2 - m)
            e3 = exp(z3 - m)
            S = e1 + e2 + e3
            p3 = e3/S
            L = -log(p3)
        """,
        backward="""
            d_p3 = -1/p3
            d_S = -d_p3*e3/S**2
            d_e1 = d_S
            d_e2 = d_S
            d_e3 = d_p3/S + d_S
            d_m = -(d_e1*e1 + d_e2*e2 + d_e3*e3)
            d_z1 = d_e1*e1
            d_z2 = d_e2*e2 + d_m
            d_z3 = d_e3*e3
        """,
    ),
    Problem(
        "layer-norm",
        program="""
            mu = (x1 + x2 + x3)/3; c1 = x1 - mu; c2 = x2 - mu; c3 = x3 - mu
            var = (c1^2 + c2^2 + c3^2)/3; sd = sqrt(var + eps); n1 = c1/sd; n2 = c2/sd
            y1 = g*n1 + b; y2 = g*n2 + b; L = (y1 - t1)^2 + (y2 - t2)^2
        """,
        at="x1=1.5 x2=-0.4 x3=0.7 eps=0.1 g=1.6 b=0.25 t1=1 t2=-0.5",
        ask="""
            mu.data var.data sd.data n1.data n2.data y1.data value y1.grad y2.grad g.grad b.grad n1.grad n2.grad
            sd.grad var.grad c1.grad mu.grad x1.grad
        """,
        forward="""
            mu = (x1 + x2 + x3)/3
            c1 = x1 - mu
            c2 = x2 - mu
            c3 = x3 - mu
            var = (c1**2 + c2**2 + c3**2)/3
            sd = sqrt(var + eps)
            n1 = c1/sd
            n2 = c2/sd
            y1 = g*n1 + b
            y2 = g*n2 + b
            L = (y1 - t1)**2 + (y2 - t2)**2
        """,
        backward="""
            d_y1 = 2*(y1 - t1)
            d_y2 = 2*(y2 - t2)
            d_g = d_y1*n1 + d_y2*n2
            d_b = d_y1 + d_y2
            d_n1 = d_y1*g
            d_n2 = d_y2*g
            d_sd = -(d_n1*c1 + d_n2*c2)/sd**2
            d_var = d_sd/(2*sd)
            d_c1 = d_n1/sd + d_var*2*c1/3
            d_c2 = d_n2/sd + d_var*2*c2/3
            d_c3 = d_var*2*c3/3
            d_mu = -(d_c1 + d_c2 + d_c3)
            d_x1 = d_c1 + d_mu/3
        """,
    ),
    Problem(
        "dropout",
        program="""
            a1 = w1*x + b1; a2 = w2*x + b2; a3 = w3*x + b3; h1 = relu(a1); h2 = relu(a2); h3 = relu(a3)
            k1 = q1*h1/keep; k2 = q2*h2/keep; k3 = q3*h3/keep
            y = x + v1*k1 + v2*k2 + v3*k3; L = 0.5*(y - t)^2
        """,
        at="""
            x=1.2 w1=0.9 b1=0.3 w2=-0.7 b2=0.5 w3=0.4 b3=-0.1 q1=1 q2=1 q3=0 keep=0.8 v1=-1.1 v2=0.6 v3=1.4 t=0.9
        """,
        ask="""
            a1.data a2.data h2.data k1.data k3.data y.data value y.grad v1.grad v3.grad k1.grad h1.grad h3.grad a1.grad
            a2.grad w1.grad b1.grad x.grad
        """,
        forward="""
            a1 = w1*x + b1
            a2 = w2*x + b2
            a3 = w3*x + b3
            h1 = relu(a1)
            h2 = relu(a2)
            h3 = relu(a3)
            k1 = q1*h1/keep
            k2 = q2*h2/keep
            k3 = q3*h3/keep
            y = x + v1*k1 + v2*k2 + v3*k3
            L = 0.5*(y - t)**2
        """,
        backward="""
            d_y = y - t
            d_v1 = d_y*k1
            d_v3 = d_y*k3
            d_k1 = d_y*v1
            d_k2 = d_y*v2
            d_k3 = d_y*v3
            d_h1 = d_k1*q1/keep
            d_h2 = d_k2*q2/keep
            d_h3 = d_k3*q3/keep
            d_a1 = d_h1 if a1 > 0 else 0
            d_a2 = d_h2 if a2 > 0 else 0
            d_a3 = d_h3 if a3 > 0 else 0
            d_w1 = d_a1*x
            d_b1 = d_a1
            d_x = d_y + d_a1*w1 + d_a2*w2 + d_a3*w3
        """,
    ),
    Problem(
        "tied",
        program="s = w*x + b; h = tanh(s); r = w*h + c; L = (r - x)^2",
        at="w=0.8 x=1.5 b=-0.2 c=0.1",
        ask="s.data h.data r.data value r.grad c.grad h.grad s.grad b.grad w.grad x.grad",
        forward="""
            s = w*x + b
            h = tanh(s)
            r = w*h + c
            L = (r - x)**2
        """,
        backward="""
            d_r = 2*(r - x)
            d_c = d_r
            d_h = d_r*w
            d_s = d_h*(1 - h**2)
            d_b = d_s
            d_w = d_r*h + d_s*x
            d_x = d_s*w - d_r
        """,
    ),
    Problem(
        "cosine",
        program="""
            d = a1*b1 + a2*b2; na = sqrt(a1^2 + a2^2); nb = sqrt(b1^2 + b2^2); c = d/(na*nb); L = 1 - c
        """,
        at="a1=2 a2=-1 b1=1.5 b2=0.8",
        ask="d.data na.data nb.data c.data value c.grad d.grad na.grad nb.grad a1.grad a2.grad b1.grad",
        forward="""
            d = a1*b1 + a2*b2
            na = sqrt(a1**2 + a2**2)
            nb = sqrt(b1**2 + b2**2)
            c = d/(na*nb)
            L = 1 - c
        """,
        backward="""
            d_c = -1
            d_d = d_c/(na*nb)
            d_na = -d_c*d/(na**2*nb)
            d_nb = -d_c*d/(na*nb**2)
            d_a1 = d_d*b1 + d_na*a1/na
            d_a2 = d_d*b2 + d_na*a2/na
            d_b1 = d_d*a1 + d_nb*b1/nb
        """,
    ),
    Problem(
        "distil",
        program="""
            e1 = exp(s1/T); e2 = exp(s2/T); q1 = e1/(e1 + e2); q2 = e2/(e1 + e2)
            K = p1*log(p1/q1) + p2*log(p2/q2)
        """,
        at="s1=1.8 s2=0.6 T=2 p1=0.25 p2=0.75",
        ask="e1.data e2.data q1.data q2.data value q1.grad q2.grad e1.grad s1.grad s2.grad T.grad",
        forward="""
            e1 = exp(s1/T)
            e2 = exp(s2/T)
            q1 = e1/(e1 + e2)
            q2 = e2/(e1 + e2)
            K = p1*log(p1/q1) + p2*log(p2/q2)
        """,
        backward="""
            d_q1 = -p1/q1
            d_q2 = -p2/q2
            d_e1 = (d_q1 - d_q2)*e2/(e1 + e2)**2
            d_e2 = (d_q2 - d_q1)*e1/(e1 + e2)**2
            d_s1 = d_e1*e1/T
            d_s2 = d_e2*e2/T
            d_T = -(d_e1*e1*s1 + d_e2*e2*s2)/T**2
        """,
    ),
    Problem(
        "huber",
        program="""
            r1 = w*x1 + b - y1; r2 = w*x2 + b - y2; H = (r1^2/2 + k*(abs(r2) - k/2))/2
        """,
        at="w=0.6 b=0.2 x1=1.5 y1=0.8 x2=-1 y2=2 k=1.3",
        ask="r1.data r2.data value r1.grad r2.grad b.grad w.grad y2.grad x1.grad k.grad",
        forward="""
            r1 = w*x1 + b - y1
            r2 = w*x2 + b - y2
            H = (r1**2/2 + k*(abs(r2) - k/2))/2
        """,
        backward="""
            d_r1 = r1/2
            d_r2 = -k/2
            d_b = d_r1 + d_r2
            d_w = d_r1*x1 + d_r2*x2
            d_y2 = -d_r2
            d_x1 = d_r1*w
            d_k = (abs(r2) - k)/2
        """,
    ),
    Problem(
        "gru",
        program="""
            z = sigmoid(wz*x + uz*h); c = tanh(wc*x + uc*h); n = (1 - z)*h + z*c; L = (n - t)^2/2
        """,
        at="x=0.9 h=0.5 wz=0.4 uz=-1.2 wc=1.1 uc=0.7 t=0.3",
        ask="""
            z.data c.data n.data value n.grad z.grad c.grad wz.grad uz.grad wc.grad uc.grad h.grad x.grad
        """,
        forward="""
            z = sigmoid(wz*x + uz*h)
            c = tanh(wc*x + uc*h)
            n = (1 - z)*h + z*c
            L = (n - t)**2/2
        """,
        backward="""
            d_n = n - t
            d_z = d_n*(c - h)
            d_c = d_n*z
            d_wz = d_z*z*(1 - z)*x
            d_uz = d_z*z*(1 - z)*h
            d_wc = d_c*(1 - c**2)*x
            d_uc = d_c*(1 - c**2)*h
            d_h = d_n*(1 - z) + d_z*z*(1 - z)*uz + d_c*(1 - c**2)*uc
            d_x = d_z*z*(1 - z)*wz + d_c*(1 - c**2)*wc
        """,
    ),
    Problem(
        "hinge",
        program="""
            s1 = w1*x1 + w2*x2 + b; s2 = w1*u1 + w2*u2 + b; m1 = 1 - y1*s1; m2 = 1 - y2*s2
            L = (max(0, m1) + max(0, m2))/2 + lam*(w1^2 + w2^2)
        """,
        at="w1=0.5 w2=-0.3 b=0.1 x1=1.4 x2=1.5 u1=-3 u2=0.5 y1=1 y2=-1 lam=0.2",
        ask="s1.data m1.data m2.data value m1.grad m2.grad s1.grad s2.grad b.grad w1.grad w2.grad",
        forward="""
            s1 = w1*x1 + w2*x2 + b
            s2 = w1*u1 + w2*u2 + b
            m1 = 1 - y1*s1
            m2 = 1 - y2*s2
            L = (max(0, m1) + max(0, m2))/2 + lam*(w1**2 + w2**2)
        """,
        backward="""
            d_m1 = 0.5 if m1 > 0 else 0
            d_m2 = 0.5 if m2 > 0 else 0
            d_s1 = -d_m1*y1
            d_s2 = -d_m2*y2
            d_b = d_s1 + d_s2
            d_w1 = d_s1*x1 + d_s2*u1 + 2*lam*w1
            d_w2 = d_s1*x2 + d_s2*u2 + 2*lam*w2
        """,
    ),
]
