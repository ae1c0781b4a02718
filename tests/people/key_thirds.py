"""A third key, of which nothing was marked before all of its mistakes were written down."""

from __future__ import annotations

from .problem import Problem

THIRDS = [
    Problem(
        "convolution",
        program="""
            c1 = k1*x1 + k2*x2; c2 = k1*x2 + k2*x3; c3 = k1*x3 + k2*x4
            p = max(c1, c2, c3); y = w*relu(p) + b; L = (y - t)^2
        """,
        at="x1=0.15 x2=-1.1 x3=1.6 x4=0.45 k1=0.85 k2=-0.6 w=1.3 b=-0.4 t=0.9",
        ask="""
            c1.data c2.data c3.data p.data y.data value y.grad w.grad b.grad p.grad c1.grad c3.grad k1.grad k2.grad
            x3.grad x4.grad
        """,
        forward="""
            c1 = k1*x1 + k2*x2
            c2 = k1*x2 + k2*x3
            c3 = k1*x3 + k2*x4
            p = max(c1, c2, c3)
            r = relu(p)
            y = w*r + b
            L = (y - t)**2
        """,
        backward="""
            d_y = 2*(y - t)
            d_w = d_y*r
            d_b = d_y
            d_p = d_y*w if p > 0 else 0
            d_c1 = d_p if c1 == p else 0
            d_c2 = d_p if c2 == p else 0
            d_c3 = d_p if c3 == p else 0
            d_k1 = d_c1*x1 + d_c2*x2 + d_c3*x3
            d_k2 = d_c1*x2 + d_c2*x3 + d_c3*x4
            d_x3 = d_c2*k2 + d_c3*k1
            d_x4 = d_c3*k2
        """,
    ),
    Problem(
        "logits",
        program="""
            h1 = relu(w1*x + b1); h2 = relu(w2*x + b2); z1 = v1*h1 + v2*h2; z2 = u1*h1 + u2*h2
            L = log(exp(z1) + exp(z2)) - z1
        """,
        at="x=1.4 w1=0.9 b1=-0.35 w2=0.5 b2=0.25 v1=0.8 v2=-1.2 u1=-0.55 u2=1.1",
        ask="""
            h1.data h2.data z1.data z2.data value z1.grad z2.grad v1.grad u2.grad h1.grad h2.grad w1.grad b1.grad
            w2.grad x.grad
        """,
        forward="""
            h1 = relu(w1*x + b1)
            h2 = relu(w2*x + b2)
            z1 = v1*h1 + v2*h2
            z2 = u1*h1 + u2*h2
            L = log(exp(z1) + exp(z2)) - z1
        """,
        backward="""
            q = exp(z1) + exp(z2)
            d_z1 = exp(z1)/q - 1
            d_z2 = exp(z2)/q
            d_v1 = d_z1*h1
            d_u2 = d_z2*h2
            d_h1 = d_z1*v1 + d_z2*u1
            d_h2 = d_z1*v2 + d_z2*u2
            d_w1 = d_h1*x if h1 > 0 else 0
            d_b1 = d_h1 if h1 > 0 else 0
            d_w2 = d_h2*x if h2 > 0 else 0
            d_x = d_h1*w1 + d_h2*w2
        """,
    ),
    Problem(
        "cell",
        program="""
            f = sigmoid(a*x + r*h); i = sigmoid(b*x + s*h); g = tanh(u*x + v*h); c = f*c0 + i*g
            y = o*tanh(c); L = (y - t)^2/2
        """,
        at="x=0.8 h=-0.45 a=0.6 r=1.3 b=-0.7 s=0.35 u=1.2 v=0.5 c0=0.9 o=0.75 t=-0.2",
        ask="""
            f.data i.data g.data c.data y.data value y.grad o.grad c.grad f.grad i.grad g.grad c0.grad a.grad v.grad
            h.grad
        """,
        forward="""
            f = sigmoid(a*x + r*h)
            i = sigmoid(b*x + s*h)
            g = tanh(u*x + v*h)
            c = f*c0 + i*g
            y = o*tanh(c)
            L = (y - t)**2/2
        """,
        backward="""
            d_y = y - t
            d_o = d_y*tanh(c)
            d_c = d_y*o*(1 - tanh(c)**2)
            d_f = d_c*c0
            d_i = d_c*g
            d_g = d_c*i
            d_c0 = d_c*f
            d_a = d_f*f*(1 - f)*x
            d_v = d_g*(1 - g**2)*h
            d_h = d_f*f*(1 - f)*r + d_i*i*(1 - i)*s + d_g*(1 - g**2)*v
        """,
    ),
]
