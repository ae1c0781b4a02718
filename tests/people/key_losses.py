"""The last third of the key: pooling, regularised and averaged losses, attention."""

from __future__ import annotations

from .problem import Problem

LOSSES = [
    Problem(
        "max-pool",
        program="""
            m1 = max(p1, p2, p3); m2 = max(p3, p4, p5); m3 = max(p4, p5, p6)
            y = u1*m1 + u2*m2 + u3*m3; L = (y - t)^2
        """,
        at="p1=0.3 p2=-1.2 p3=2.1 p4=0.8 p5=1.7 p6=-0.5 u1=0.5 u2=-1.4 u3=0.8 t=1",
        ask="""
            m1.data m2.data m3.data y.data value y.grad m1.grad m2.grad m3.grad u2.grad
            p1.grad p3.grad p4.grad p5.grad p6.grad
        """,
        forward="""
            m1 = max(p1, p2, p3)
            m2 = max(p3, p4, p5)
            m3 = max(p4, p5, p6)
            y = u1*m1 + u2*m2 + u3*m3
            L = (y - t)**2
        """,
        backward="""
            d_y = 2*(y - t)
            d_m1 = d_y*u1
            d_m2 = d_y*u2
            d_m3 = d_y*u3
            d_u2 = d_y*m2
            d_p1 = 0
            d_p3 = d_m1 + d_m2
            d_p4 = 0
            d_p5 = d_m3
            d_p6 = 0
        """,
    ),
    Problem(
        "ridge",
        program="""
            r1 = w*x1 + b - y1; r2 = w*x2 + b - y2; r3 = w*x3 + b - y3
            mse = (r1^2 + r2^2 + r3^2)/3; reg = lam*w^2; L = mse + reg
        """,
        at="w=0.7 b=-0.3 lam=0.25 x1=0.5 x2=1.2 x3=-2 y1=0.4 y2=0.2 y3=-1.2",
        ask="""
            r1.data r2.data r3.data mse.data reg.data value r1.grad r2.grad r3.grad b.grad w.grad lam.grad
        """,
        forward="""
            r1 = w*x1 + b - y1
            r2 = w*x2 + b - y2
            r3 = w*x3 + b - y3
            mse = (r1**2 + r2**2 + r3**2)/3
            reg = lam*w**2
            L = mse + reg
        """,
        backward="""
            d_r1 = 2*r1/3
            d_r2 = 2*r2/3
            d_r3 = 2*r3/3
            d_b = d_r1 + d_r2 + d_r3
            d_w = d_r1*x1 + d_r2*x2 + d_r3*x3 + 2*lam*w
            d_lam = w**2
        """,
    ),
    Problem(
        "attention",
        program="""
            s1 = (q1*k11 + q2*k12)/sqrt(2); s2 = (q1*k21 + q2*k22)/sqrt(2)
            e1 = exp(s1); e2 = exp(s2); a1 = e1/(e1 + e2); a2 = e2/(e1 + e2)
            o = a1*v1 + a2*v2; L = (o - t)^2/2
        """,
        at="q1=0.6 q2=-0.9 k11=1.1 k12=0.4 k21=-0.65 k22=0.8 v1=2 v2=-1.5 t=0.45",
        ask="""
            s1.data s2.data a1.data a2.data o.data value o.grad v1.grad a1.grad a2.grad s1.grad s2.grad
            k11.grad k22.grad q1.grad q2.grad
        """,
        forward="""
            s1 = (q1*k11 + q2*k12)/sqrt(2)
            s2 = (q1*k21 + q2*k22)/sqrt(2)
            e1 = exp(s1)
            e2 = exp(s2)
            a1 = e1/(e1 + e2)
            a2 = e2/(e1 + e2)
            o = a1*v1 + a2*v2
            L = (o - t)**2/2
        """,
        backward="""
            d_o = o - t
            d_v1 = d_o*a1
            d_a1 = d_o*v1
            d_a2 = d_o*v2
            d_s1 = d_a1*a1*(1 - a1) - d_a2*a1*a2
            d_s2 = d_a2*a2*(1 - a2) - d_a1*a1*a2
            d_k11 = d_s1*q1/sqrt(2)
            d_k22 = d_s2*q2/sqrt(2)
            d_q1 = (d_s1*k11 + d_s2*k21)/sqrt(2)
            d_q2 = (d_s1*k12 + d_s2*k22)/sqrt(2)
        """,
    ),
    Problem(
        "logistic",
        program="""
            z1 = w*x1 + b; z2 = w*x2 + b; z3 = w*x3 + b
            p1 = sigmoid(z1); p2 = sigmoid(z2); p3 = sigmoid(z3)
            L = -(log(p1) + log(1 - p2) + log(p3))/3
        """,
        at="w=0.9 b=-0.2 x1=0.7 x2=1.3 x3=-0.5",
        ask="""
            z1.data p1.data p2.data p3.data value p1.grad p2.grad p3.grad z1.grad z2.grad z3.grad b.grad w.grad x2.grad
        """,
        forward="""
            z1 = w*x1 + b
            z2 = w*x2 + b
            z3 = w*x3 + b
            p1 = sigmoid(z1)
            p2 = sigmoid(z2)
            p3 = sigmoid(z3)
            L = -(log(p1) + log(1 - p2) + log(p3))/3
        """,
        backward="""
            d_p1 = -1/(3*p1)
            d_p2 = 1/(3*(1 - p2))
            d_p3 = -1/(3*p3)
            d_z1 = d_p1*p1*(1 - p1)
            d_z2 = d_p2*p2*(1 - p2)
            d_z3 = d_p3*p3*(1 - p3)
            d_b = d_z1 + d_z2 + d_z3
            d_w = d_z1*x1 + d_z2*x2 + d_z3*x3
            d_x2 = d_z2*w
        """,
    ),
]
