"""JAX."""

from __future__ import annotations

from .arrays import Arrays, forms_of, slopes

HELPERS = {
    **slopes("jnp"),
    "_xlogy": "def _xlogy(a, x):\n    return jnp.where(x == 0, 0.0, a*jnp.log(jnp.where(x == 0, 1.0, x)))",
}


FORMS = forms_of(
    "jnp",
    {
        "pow": "jnp.power", "cbrt": "jnp.cbrt",
        "asin": "jnp.arcsin", "acos": "jnp.arccos", "atan": "jnp.arctan", "atan2": "jnp.arctan2({0}, {1:2} + 0.0)",
        "asinh": "jnp.arcsinh", "acosh": "jnp.arccosh", "atanh": "jnp.arctanh",
        "sigmoid": "jax.nn.sigmoid", "softplus": "jnp.logaddexp({0}, 0.0)", "xlogy": "_xlogy",
        "erf": "jax.scipy.special.erf", "erfc": "jax.scipy.special.erfc",
    },
)  # fmt: skip


class Jax(Arrays):
    """A function of arrays that `jax.jit` and `jax.vmap` take."""

    title = "JAX"
    imports = ("import math", "", "import jax", "import jax.numpy as jnp")
    # Times 1.0, because some functions of JAX take no integers.
    taken = "{0} = 1.0*jnp.asarray({0})"
    notes = (
        *Arrays.notes,
        'JAX computes with 32 bits unless it is told jax.config.update("jax_enable_x64", True).',
    )
    forms = FORMS
    helpers = HELPERS
