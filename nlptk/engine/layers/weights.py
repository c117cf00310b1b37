"""The weights of a model by name: taken out, put in, and their gradients collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from nlptk.engine.errors import DataError

from .rows import row_gradients

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray
    from thinc.api import Model

    from .arrays import Array

AnyModel: TypeAlias = "Model[Any, Any]"

_MOST_DIFFERENCES = 5
"""How many differences an error names before it only counts them."""


def named_params(model: AnyModel) -> Iterator[tuple[str, AnyModel, str]]:
    """Every parameter that has a value: its key, the layer it belongs to, and its name there.

    The key is made of the layer's place in the order of `walk`, the layer's name and the
    parameter's, such as `2.bilstm.W`. It is the same in every process and for every model built in
    the same way, which a layer's `id` is not.
    """
    for index, node in enumerate(model.walk()):
        for name in node.param_names:
            if node.has_param(name):
                yield f"{index}.{node.name}.{name}", node, name


def get_weights(model: AnyModel) -> dict[str, NDArray[Any]]:
    """Copies of all parameters by key, in memory of the CPU."""
    return {key: to_cpu(node.get_param(name)) for key, node, name in named_params(model)}


def set_weights(model: AnyModel, arrays: Mapping[str, Any]) -> None:
    """Give all parameters new values, in place: whoever holds a parameter sees the new ones.

    `arrays` are as `get_weights` gives them. Nothing is changed unless all of them fit.

    Raises:
        DataError: names, shapes or kinds of numbers are not those of the model.
    """
    params: dict[str, tuple[AnyModel, Array]] = {
        key: (node, node.get_param(name)) for key, node, name in named_params(model)
    }
    differences = _differences({key: param for key, (_, param) in params.items()}, arrays)
    if differences:
        raise DataError(
            f"these are not the weights of a model like this one: {_listed(differences)}",
            hint="take the weights and the settings from the same model",
        )
    for key, (node, param) in params.items():
        param[...] = node.ops.asarray(arrays[key])


def copy_weights(source: AnyModel, target: AnyModel) -> None:
    """Give a model the values of another that was built in the same way, in place.

    Raises:
        DataError: the two are not alike.
    """
    set_weights(target, {key: node.get_param(name) for key, node, name in named_params(source)})


def take_gradient(node: AnyModel, name: str) -> Array | None:
    """The gradient of a layer's parameter, or None; the layer has none afterwards.

    A gradient of zeros would say that the parameter was used, and Adam would move it on.
    """
    if not node.has_grad(name):
        return None
    gradient = node.ops.as_contig(node.get_grad(name))
    del node._params._grads[node.id, name]  # thinc has no public way to take one away
    return gradient


def clear_gradients(model: AnyModel) -> None:
    """Forget all gradients of a model, those of single rows too."""
    for _, node, name in named_params(model):
        take_gradient(node, name)
        rows = row_gradients(node).get(name)
        if rows:
            rows.take(node.ops)


def to_cpu(array: Array) -> NDArray[Any]:
    """A copy of an array of any library, as one of NumPy."""
    return np.array(array.get() if hasattr(array, "get") else array)


def _differences(params: Mapping[str, Array], arrays: Mapping[str, Any]) -> list[str]:
    missing = [f"{key} is missing" for key in params if key not in arrays]
    unknown = [f"{key} is unknown" for key in arrays if key not in params]
    unlike = [
        f"{key} is {_described(arrays[key])} and should be {_described(param)}"
        for key, param in params.items()
        if key in arrays and not _is_alike(param, arrays[key])
    ]
    return missing + unknown + unlike


def _is_alike(param: Array, array: Array) -> bool:
    return bool(param.shape == array.shape and param.dtype.kind == array.dtype.kind)


def _described(array: Array) -> str:
    return f"{array.dtype} {' x '.join(map(str, array.shape)) or 'scalar'}"


def _listed(differences: list[str]) -> str:
    shown = differences[:_MOST_DIFFERENCES]
    more = len(differences) - len(shown)
    return ", ".join(shown) + (f", and {more} more" if more else "")
