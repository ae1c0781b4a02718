"""What other languages, libraries and books call things: what means the same here, and what to write for the rest."""

from __future__ import annotations

# Other names for operations, each with exactly their meaning. Names are compared in small letters.
SPELLINGS = {
    "sine": "sin", "cosine": "cos", "tangent": "tan", "tg": "tan", "ctg": "cot", "cotan": "cot", "cosec": "csc",
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctg": "atan", "arctan2": "atan2",
    "sen": "sin", "senh": "sinh", "arcsen": "asin",
    "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh",
    "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh",
    "logarithm": "log", "log_e": "log",
    "log_2": "log2", "log₂": "log2", "lb": "log2", "log_10": "log10", "log₁₀": "log10",
    "σ": "sigmoid", "expit": "sigmoid", "leakyrelu": "leaky_relu",
    "sgn": "sign", "signum": "sign", "fabs": "abs", "absolute": "abs", "ceiling": "ceil",
    "maximum": "max", "fmax": "max", "minimum": "min", "fmin": "min", "clamp": "clip", "clip_by_value": "clip",
    "average": "mean", "avg": "mean", "product": "prod", "logaddexp": "logsumexp",
    "reduce_sum": "sum", "reduce_mean": "mean", "reduce_prod": "prod", "reduce_logsumexp": "logsumexp",
    "add": "+", "subtract": "-", "sub": "-", "multiply": "*", "mul": "*", "divide": "/", "true_divide": "/",
    "negative": "neg", "neg": "neg", "power": "pow", "float_power": "pow",
}  # fmt: skip

# Where functions come from that are called as `np.tanh(x)`. Each of these means by a name what is meant here, but for
# what stands in `DIFFERENT`.
LIBRARIES = {
    "np", "numpy", "math", "Math", "special", "scipy.special", "torch", "torch.special", "torch.nn", "nn", "F",
    "nn.functional", "torch.nn.functional", "tf", "tf.math", "tf.nn", "keras.activations", "tf.keras.activations",
    "jnp", "jax.numpy", "jax.nn",
}  # fmt: skip

# What these call in capitals makes a function of what it is given: `nn.LeakyReLU(0.2)(x)`.
LAYERS = ("nn", "torch.nn")

# Their reductions take one array and an axis, where the functions of the language take any number of arguments.
REDUCTIONS = ("sum", "mean", "prod", "logsumexp", "max", "min", "amax", "amin", "average", "fsum", "reduce_sum",
              "reduce_mean", "reduce_prod", "reduce_logsumexp")  # fmt: skip

# Arguments with a name that are about an array and not about its numbers, and those that are bounds.
OF_ARRAYS = ("dim", "axis", "keepdim", "keepdims", "dtype", "device", "out", "inplace", "name", "label",
             "requires_grad")  # fmt: skip
BOUNDS = ("min", "max", "lo", "hi", "a_min", "a_max", "min_val", "max_val")

# Library functions of one argument that mean something else than those of the language: what to write instead.
_SLOPE = "its slope is 0.2 there and 0.01 here: write leaky_relu({x}, 0.2)"
_APPROXIMATE = "it is an approximation there: write gelu({x}) for the exact function"
DIFFERENT = {
    "tf.nn.leaky_relu": _SLOPE, "keras.activations.leaky_relu": _SLOPE, "tf.keras.activations.leaky_relu": _SLOPE,
    "jax.nn.gelu": _APPROXIMATE, "nn.gelu": _APPROXIMATE,
}  # fmt: skip

# Names in capitals that mean something else than the same name in small letters.
CAPITALS = {
    "LOG": "write log({x}) for the natural logarithm, log10({x}) for that to base 10",
    "D": 'for a derivative write: backprop diff "{x}" x; for a product D*({x})',
    "ATAN2": "a spreadsheet has x before y: write atan2(y, x)",
}

# Logarithms of a base that is their second argument elsewhere.
LOGARITHMS = ("log", "ln")
OF_BASE = {"2": "log2", "10": "log10", "e": "log"}

# Roots whose degree is the second argument elsewhere.
TAKES_A_DEGREE = ("root", "nthroot", "sqrt")
ROOT_OF = {"2": "sqrt", "3": "cbrt"}

# Functions that are missing here, by name and number of arguments: what to write in their place. {x} and {y} are the
# arguments, {X} and {Y} the same as operands, in parentheses if need be; alternatives are parted by |, a remark by #.
FORMULAS = {
    ("sech", 1): "1/cosh({x})", ("csch", 1): "1/sinh({x})", ("cosech", 1): "1/sinh({x})", ("coth", 1): "1/tanh({x})",
    ("asec", 1): "acos(1/{X})", ("arcsec", 1): "acos(1/{X})", ("acsc", 1): "asin(1/{X})",
    ("arccsc", 1): "asin(1/{X})", ("acot", 1): "atan(1/{X})|pi/2 - atan({x})#the second is continuous at 0",
    ("arccot", 1): "atan(1/{X})|pi/2 - atan({x})#the second is continuous at 0",
    ("arcctg", 1): "atan(1/{X})|pi/2 - atan({x})#the second is continuous at 0",
    ("sinc", 1): "sin({x})/{X}|sin(pi*{X})/(pi*{X})#signal processing has the second",
    ("exp2", 1): "2^{X}", ("exp10", 1): "10^{X}", ("cube", 1): "{X}^3", ("rsqrt", 1): "1/sqrt({x})",
    ("reciprocal", 1): "1/{X}", ("inv", 1): "1/{X}", ("sqr", 1): "square({x})|sqrt({x})",
    ("cuberoot", 1): "cbrt({x})", ("squareroot", 1): "sqrt({x})", ("lg", 1): "log10({x})|log2({x})",
    ("ld", 1): "log2({x})|ld*({x})",
    ("nthroot", 2): "{X}^(1/{Y})", ("root", 2): "{X}^(1/{Y})", ("sqrt", 2): "{X}^(1/{Y})",
    ("sh", 1): "sinh({x})|sh*({x})", ("ch", 1): "cosh({x})|ch*({x})", ("th", 1): "tanh({x})|th*({x})",
    ("sigma", 1): "sigmoid({x})|sigma*({x})", ("erfc", 1): "1 - erf({x})", ("softsign", 1): "{X}/(1 + abs({x}))",
    ("hardtanh", 1): "clip({x}, -1, 1)", ("mish", 1): "{X}*tanh(softplus({x}))", ("relu6", 1): "clip({x}, 0, 6)",
    ("logit", 1): "log({X}/(1 - {X}))", ("logsigmoid", 1): "-softplus(-{X})", ("log_sigmoid", 1): "-softplus(-{X})",
    ("selu", 1): "1.0507009873554805*elu({x}, 1.6732632423543772)", ("frac", 1): "{x} - floor({x})",
    ("heaviside", 1): "step({x})#it is 0 at 0", ("unit_step", 1): "step({x})#it is 0 at 0",
    ("softmax", 2): "exp({x})/(exp({x}) + exp({y}))#softmax is a list, and this its first entry",
    ("log_softmax", 2): "{x} - logsumexp({x}, {y})#log_softmax is a list, and this its first entry",
    ("mse", 2): "({X} - {Y})^2", ("mse_loss", 2): "({X} - {Y})^2", ("l1_loss", 2): "abs({X} - {Y})",
    ("norm", 1): "abs({x})", ("norm", 2): "hypot({x}, {y})", ("abs", 2): "hypot({x}, {y})", ("div", 2): "{X}/{Y}",
    ("floor_divide", 2): "floor({X}/{Y})", ("floordiv", 2): "floor({X}/{Y})", ("dot", 2): "{X}*{Y}",
    ("mod", 2): "{X} - {Y}*floor({X}/{Y})", ("remainder", 2): "{X} - {Y}*floor({X}/{Y})",
    ("fmod", 2): "{X} - {Y}*floor({X}/{Y})#for positive numbers",
    ("round", 1): "floor({X} + 0.5)#it rounds halves up", ("trunc", 1): "sign({x})*floor(abs({x}))",
    ("fix", 1): "sign({x})*floor(abs({x}))",
    ("int", 1): "floor({x})|sign({x})*floor(abs({x}))#the second rounds toward 0",
    ("radians", 1): "{X}*pi/180", ("deg2rad", 1): "{X}*pi/180", ("degrees", 1): "{X}*180/pi",
    ("rad2deg", 1): "{X}*180/pi", ("normcdf", 1): "(1 + erf({X}/sqrt(2)))/2", ("ndtr", 1): "(1 + erf({X}/sqrt(2)))/2",
    ("Φ", 1): "(1 + erf({X}/sqrt(2)))/2|Φ*({x})#the first is the normal distribution",
    ("hard_sigmoid", 1): "clip({X}/6 + 0.5, 0, 1)|clip(0.2*{X} + 0.5, 0, 1)#libraries differ",
    ("hardsigmoid", 1): "clip({X}/6 + 0.5, 0, 1)|clip(0.2*{X} + 0.5, 0, 1)#libraries differ",
    ("prelu", 2): "leaky_relu({x}, {y})", ("e", 1): "exp({x})|e*({x})", ("norm", 3): "sqrt({X}^2 + {Y}^2 + {Z}^2)",
    ("pi", 0): "pi", ("e", 0): "e", ("tau", 0): "tau", ("log", 2): "log({x})/log({y})",
    **{(name, 1): "{X}#every value is a number" for name in (
        "float", "double", "value", "variable", "tensor", "array", "asarray", "constant", "parameter", "scalar", "list",
        "tuple", "print", "number", "var", "const")},
}  # fmt: skip

# What to do about the rest.
DERIVATIVES = 'derivatives are asked for by a command: backprop diff "EXPRESSION" x'
CONDITIONS = "write it with max, min, relu, abs, step or clip"
_VECTORS = "there are no vectors: write each product out, such as w1*x1 + w2*x2"
_ENTRY = "it gives a list: write one entry out, such as exp(a)/(exp(a) + exp(b))"
_CROSS_ENTROPY = "-y*log(p) - (1 - y)*log(1 - p)"
_LOSS = "write the loss out, such as"
ABSENT = {
    name: hint
    for names, hint in (
        ("diff grad gradient derivative deriv derive differentiate jacobian backward", DERIVATIVES),
        ("integrate integral quad", "there are no integrals"),
        ("lim limit", "there are no limits: evaluate it at a point close by"),
        ("solve roots fsolve factor expand simplify plot subs eval exec",
         "write the expression alone: the commands are listed by 'backprop --help'"),
        ("if where iif piecewise cond select switch", f"there are no conditions: {CONDITIONS}"),
        ("factorial lgamma gammaln binom comb perm gcd lcm choose ncr npr",
         "there is no such function: write it out"),
        ("gamma beta zeta Γ Β ζ", "there is no such function; for a product of two names write {product}"),
        ("rand random randn uniform normal randint dropout", "nothing is random here: write a number"),
        ("softmax log_softmax softmin", _ENTRY),
        ("argmax argmin argsort sort topk", "there are no lists"),
        ("matmul mm dot einsum inner outer cross det transpose linear", _VECTORS),
        ("cross_entropy crossentropy crossentropyloss nll_loss nllloss kl_div", f"{_LOSS} {_CROSS_ENTROPY}"),
        ("bce binary_cross_entropy bce_loss bceloss", f"{_LOSS} {_CROSS_ENTROPY}"),
        ("mse mse_loss mseloss rmse l1_loss", f"{_LOSS} mean((a - t)^2, (b - u)^2)"),
        ("var std median cumsum variance", "there is no such function: write it out"),
        ("range len input open map zip enumerate __import__ getattr locals",
         "there is nothing of Python but its signs and functions of numbers"),
        ("mod fmod remainder", "there is no remainder: write x - n*floor(x/n)"),
        ("round int trunc", "write floor(x + 0.5) to round halves up"),
        ("normcdf ndtr", "write (1 + erf(x/sqrt(2)))/2"),
        ("norm", "write sqrt(x^2 + y^2)"),
        ("prelu", "write leaky_relu(x, slope)"),
    )
    for name in names.split()
}  # fmt: skip

# What tensors have and numbers have not.
_ONE_NUMBER = "leave out .{name}(): every value is a number"
ATTRIBUTES = {
    name: hint
    for names, hint in (
        ("T t transpose", "a number has no transpose: leave out .{name}"),
        ("grad gradient", "write {owner}: its gradient is in the table, and --grad {owner} prints it"),
        ("data value", "write {owner}: its data is in the table"),
        ("backward", "leave it out: the backward pass is run by itself"),
        ("item detach numpy clone copy float double cpu cuda to requires_grad_", _ONE_NUMBER),
        ("squeeze unsqueeze view reshape flatten contiguous", _ONE_NUMBER),
        ("dot matmul mm mv", "there are no vectors: write a product with *"),
    )
    for name in names.split()
}  # fmt: skip
