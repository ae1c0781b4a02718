"""The first half of the key: circuits and formulas, where each step is one of a calculus course."""

from __future__ import annotations

from .problem import Problem

CIRCUITS = [
    Problem(
        "sum-product",
        program="q = x + y; f = q*z",
        at="x=-2 y=5 z=-4",
        ask="q.data value q.grad z.grad x.grad y.grad",
        forward="""
            q = x + y
            f = q*z
        """,
        backward="""
            d_f = 1
            d_q = d_f*z
            d_z = d_f*q
            d_x = d_q
            d_y = d_q
        """,
    ),
    Problem(
        "chain",
        program="e = a*b; d = e + c; L = d*f",
        at="a=2 b=-3 c=10 f=-2",
        ask="e.data d.data value d.grad f.grad e.grad c.grad a.grad b.grad",
        forward="""
            e = a*b
            d = e + c
            L = d*f
        """,
        backward="""
            d_L = 1
            d_d = d_L*f
            d_f = d_L*d
            d_e = d_d
            d_c = d_d
            d_a = d_e*b
            d_b = d_e*a
        """,
    ),
    Problem(
        "neuron",
        program="n = x1*w1 + x2*w2 + b; o = tanh(n)",
        at="x1=2 x2=0 w1=-3 w2=1 b=6.881373587019543",
        ask="n.data value n.grad x1.grad w1.grad x2.grad w2.grad b.grad",
        forward="""
            n = x1*w1 + x2*w2 + b
            o = tanh(n)
        """,
        backward="""
            d_n = 1 - o**2
            d_x1 = d_n*w1
            d_w1 = d_n*x1
            d_x2 = d_n*w2
            d_w2 = d_n*x2
            d_b = d_n
        """,
    ),
    Problem(
        "max-circuit",
        program="p = x*y; m = max(z, w); s = p + m; f = 2*s",
        at="x=3 y=-4 z=2 w=-1",
        ask="p.data m.data value s.grad p.grad m.grad x.grad y.grad z.grad w.grad",
        forward="""
            p = x*y
            m = max(z, w)
            s = p + m
            f = 2*s
        """,
        backward="""
            d_s = 2
            d_p = d_s
            d_m = d_s
            d_x = d_p*y
            d_y = d_p*x
            d_z = d_m if z > w else 0
            d_w = d_m if w > z else 0
        """,
    ),
    Problem(
        "sigmoid-circuit",
        program="s = w0*x0 + w1*x1 + w2; n = -s; e = exp(n); d = 1 + e; f = 1/d",
        at="w0=2 x0=-1 w1=-3 x1=-2 w2=-3",
        ask="s.data n.data e.data d.data value d.grad e.grad n.grad s.grad w0.grad x0.grad w1.grad x1.grad w2.grad",
        forward="""
            s = w0*x0 + w1*x1 + w2
            n = -s
            e = exp(n)
            d = 1 + e
            f = 1/d
        """,
        backward="""
            d_d = -1/d**2
            d_e = d_d
            d_n = d_e*e
            d_s = -d_n
            d_w0 = d_s*x0
            d_x0 = d_s*w0
            d_w1 = d_s*x1
            d_x1 = d_s*w1
            d_w2 = d_s
        """,
    ),
    Problem(
        "quotient",
        program="u = a*x^3 + b*x; v = x^2 + c; f = u/v",
        at="x=1.6 a=0.5 b=-2 c=3",
        ask="u.data v.data value u.grad v.grad a.grad b.grad c.grad x.grad",
        forward="""
            u = a*x**3 + b*x
            v = x**2 + c
            f = u/v
        """,
        backward="""
            d_u = 1/v
            d_v = -u/v**2
            d_a = d_u*x**3
            d_b = d_u*x
            d_c = d_v
            d_x = d_u*(3*a*x**2 + b) + d_v*2*x
        """,
    ),
    Problem(
        "decay",
        program="E = exp(-k*t); y = A*E; s = log10(y); L = (s - m)^2",
        at="A=5 k=0.4 t=3 m=0.5",
        ask="E.data y.data s.data value s.grad m.grad y.grad E.grad A.grad k.grad t.grad",
        forward="""
            E = exp(-k*t)
            y = A*E
            s = log10(y)
            L = (s - m)**2
        """,
        backward="""
            d_s = 2*(s - m)
            d_m = -2*(s - m)
            d_y = d_s/(y*log(10))
            d_E = d_y*A
            d_A = d_y*E
            d_k = d_E*E*-t
            d_t = d_E*E*-k
        """,
    ),
    Problem(
        "arm",
        program="x = r*cos(th); y = r*sin(th); d = (x - p)^2 + (y - q)^2",
        at="r=2 th=0.7 p=1 q=2",
        ask="x.data y.data value x.grad y.grad p.grad q.grad r.grad th.grad",
        forward="""
            x = r*cos(th)
            y = r*sin(th)
            d = (x - p)**2 + (y - q)**2
        """,
        backward="""
            d_x = 2*(x - p)
            d_y = 2*(y - q)
            d_p = -2*(x - p)
            d_q = -2*(y - q)
            d_r = d_x*cos(th) + d_y*sin(th)
            d_th = d_x*r*-sin(th) + d_y*r*cos(th)
        """,
    ),
]
