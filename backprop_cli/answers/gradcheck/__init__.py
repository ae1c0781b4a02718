"""The gradient check: the gradients of the backward pass beside numerical derivatives."""

from .check import GradientCheck, check_gradients

__all__ = ["GradientCheck", "check_gradients"]
