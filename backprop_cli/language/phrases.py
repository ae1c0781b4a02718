"""Statements of other languages, and of English, and what to write instead of the whole of each.

They are looked at only where something is wrong: to the grammar, `import math` is a product without its sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .elsewhere import ROOT_OF
from .rephrased import (
    NAME,
    NO_CONDITION,
    NO_LOOP,
    VALUE,
    VALUES,
    Found,
    Told,
    always,
    changed,
    condition,
    declared,
    defined,
    derivative,
    function_of,
    in_signs,
    inverse,
    logarithm,
    primed,
    relu,
    remainder,
    returned,
    root,
    statements,
    values_before,
    values_behind,
)
from .steps import Complaint

Teller = Callable[[Found], Told | None]


def phrase_in(text: str, start: int, end: int) -> Complaint | None:
    """What is wrong with the statement between two places if it is of another language; None if it is not."""
    statement = text[start:end]
    start += len(statement) - len(statement.lstrip())
    statement = statement.strip()
    for pattern, tell in PHRASES:
        found = pattern.search(statement)
        told = tell(found) if found else None
        if found and told:
            return told[0], (start + found.start(), start + found.end()), told[1]
    return None


def _phrase(pattern: str, tell: Teller) -> tuple[re.Pattern[str], Teller]:
    """A pattern of a statement without the space around it, in which two spaces stand for any, and what to say."""
    return re.compile(pattern.replace("  ", r"\s*")), tell


_TO = rf"(?P<to>{NAME}  =  )?"
_OPERAND = r"(?:[\w.]+(?:\([^()]*\))?|\([^()]*\))"
_COMPARED = r"(?P<low>[^<>=?:,;]+?)  (?P<relation>[<>]=?)  (?P<high>[^<>=?:,;]+?)"
_BRANCHES = r"(?P<then>[^,:]+?)  [,:]  (?P<other>[^,:]+?)"
_UNDER_THE_ROOT = rf"root\s+(?:of\s+)?(?:({NAME}|[0-9.]+)|\(([^()]*)\))"
_WHERE = r"(?:where|at|with|for|when|given|let|and)\s+"
_TYPES = "let|var|const|val|auto|float|double|int|real|local|set|define"
_VERBS = "evaluate|compute|calculate|find|simplify|plot|graph|draw|solve|minimi[sz]e|maximi[sz]e|show|assert"
_SMALL_WORDS = "the|is|in|of|to|from|where|with|as|be|then"

PHRASES = (
    # Programs.
    _phrase(r"^(?:import|from|using|include)\s+\w.*",
            always("there is nothing to import", "leave it out: the functions are there without it")),
    _phrase(r"/\*.*?(?:\*/|$)", always("this is no comment", "leave it out: a comment begins with #")),
    _phrase(r"^\(?(?:[0-9]+|[a-hA-H])\)(?=\s+\S)",
            always("this ')' closes nothing", "leave out the number of the exercise")),
    _phrase(r"^\w+(?:\.\w+)*\.(?:label|grad|data|requires_grad|_\w+)  =.*",
            always("numbers have no attributes", "leave it out: name = expression names a node")),
    _phrase(r"\bfor\s+\w+\s+in\b.*", NO_LOOP),
    _phrase(rf"^(?P<between>let|with|where|given|for|at)\s+(?P<values>{VALUES})"
            r"(?:(?:\s+in\s+|  [,:]  )(?P<expression>[^=]+))?$",
            values_before),
    _phrase(r"^(?:for|while)\b.+:?", NO_LOOP),
    _phrase(rf"^({NAME})  :=  (.*\b\1\b.*)$", changed),
    _phrase(rf"^(?:{_TYPES})\s+({NAME})  :?=  (.+)$", declared),
    _phrase(rf"^({NAME})  :  [a-z]+  =  (.+)$", declared),
    _phrase(r"^return\s+(.+)$", returned),
    _phrase(r"^(?:In|Out)  \[[0-9 ]*\]  :|^>>>|^\.\.\.(?=\s)",
            always("this is the prompt of Python", "leave it out, and what Python has answered")),
    _phrase(r"^print  \(.*['\"].*", always("nothing is printed by a statement", "leave it out: all nodes are shown")),
    _phrase(r"^(?:syms|symbols|sym)\s+\w+(?:\s+\w+)*$", always("a name needs no declaration", "leave it out")),
    # Functions of one's own.
    _phrase(rf"^def\s+{NAME}  \([^()]*\)  :  (?:return\s+)?(?P<to>)(?P<body>.+)$", defined),
    _phrase(rf"^(?P<to>{NAME})  \([^()]*\)  :=(?P<body>.+)$", defined),
    _phrase(rf"^(?P<to>{NAME})  \[[^\[\]]*_[^\[\]]*\]  :?=(?P<body>.+)$", defined),
    _phrase(rf"^{_TO}λ  {NAME}  \.(?P<body>.+)$", defined),
    _phrase(rf"^(?:def|function|fn|func|fun|{_TYPES})\s+{NAME}  \([^()]*\)  (?::|\{{|->).*",
            always("functions cannot be defined", "write the expression out where it is used")),
    _phrase(r"^[{}]+$", always("braces hold no statements", "leave them out")),
    _phrase(rf"^{_TO}(?:lambda\b|λ\s)[^:]*:(?P<body>.+)$", defined),
    _phrase(rf"^{_TO}@  \([^()]*\)(?P<body>.+)$", defined),
    _phrase(rf"^lim(?:\b|_).*|^{NAME}  (?:->|→)  [-−+]?(?:∞|inf|[0-9.]+)$",
            always("there are no limits", "evaluate it at a point close by")),
    _phrase(rf"^{_TO}(?:fun\s+|fn\s+)?(?:{NAME}  :  )?\(?{NAME}(?:  ,  {NAME})*\)?  (?:->|=>|↦|→)(?P<body>.*\W.*)$",
            defined),
    # Conditions.
    _phrase(rf"^{_TO}(?P<then>.+?)\s+if\s+{_COMPARED}\s+else\s+(?P<other>.+)$", condition),
    _phrase(rf"^{_TO}{_COMPARED}  \?  {_BRANCHES}$", condition),
    _phrase(rf"^(?P<to>)if\s+{_COMPARED}\s+then\s+(?P<then>.+?)\s+else\s+(?P<other>.+)$", condition),
    _phrase(rf"(?P<to>)\b(?:\w+\.)*(?:if|IF|where|iif)  \({_COMPARED}  ,  {_BRANCHES}\)", condition),
    _phrase(r".*\b(?:if|else)\b.*", NO_CONDITION),
    _phrase(rf"({NAME})  \*  \(  \1  >  0  \)|\(  ({NAME})  >  0  \)  \*  \2(?!\w)", relu),
    # Derivatives, integrals and sums.
    _phrase(r"^[d∂]  /  [d∂]  (?P<name>\w+)  (?P<body>\S.*)?$", derivative),
    _phrase(r"^[d∂](?P<second>\^2|²)  /  [d∂]  (?P<name>\w+?)(?:\^2|²)  (?P<body>\S.*)?$", derivative),
    _phrase(r"^∂(?P<second>\^2|²)?\w*  /  ∂(?P<name>\w+?)(?:\^2|²)?$", derivative),
    _phrase(r"^[d∂]  (?P<body>\(.+\))  /  [d∂]  (?P<name>\w+)$", derivative),
    _phrase(r"^[d∂]\s+(?P<body>\S.*?)  /  [d∂](?P<name>\w+)$", derivative),
    _phrase(rf"^(?:diff|grad|gradient|D|[dD]erivative)  [\[(](?P<body>.+),  (?P<name>{NAME})  [\])]$", derivative),
    _phrase(r"(?i)^(?:(?:find|compute|calculate|determine|what\s+is)\s+)?(?:the\s+)?"
            r"(?:differentiate|derivative|gradient|derive|diff)\s+(?:of\s+)?(?P<body>.+?)"
            rf"(?:\s+(?:with\s+respect\s+to|wrt|w\.r\.t\.?|by|in)\s+(?P<name>{NAME}))?"
            rf"(?:\s+(?:at|for|when|where)\s+(?P<at>{VALUES}))?$", derivative),
    _phrase(r"""^[^'’′"]*?([^\W\d]\w*)['’′]+(  \([^()]*\))?(?!\w)""", primed),
    _phrase(r"^[∂∇].*", derivative),
    _phrase(r"^(?:the\s+)?(?:integral|integrate)\s.*|^∫.*", always("there are no integrals", "write the integral out")),
    _phrase(r"(?:^|(?<=[\s=(+*/-]))(?:[Σ∑]\w*|sum_\w+)\s+.*|(?:sum|Σ|∑)_\{.*",
            always("sums have no index", "write each term out, as in sum(a, b, c)")),
    # Values inside the expression.
    _phrase(rf"^(?P<values>{VALUE})\s+(?P<expression>{NAME}  =  [^=]*[^=\s][^=]*)$", statements),
    _phrase(rf"^(?P<expression>.*?[\w)²³|.])(?P<between>  [,|@:]  |\s+)(?P<word>{_WHERE})?"
            rf"[\[({{]?(?P<values>{VALUES})[\])}}]?$", values_behind),
    _phrase(rf"^(?P<values>{VALUES})(?:  (?P<between>[,:|]|[=-]>)  |\s+)(?P<expression>[^\W\d][^=]*|\([^=]*)$",
            values_before),
    # Words.
    _phrase(rf"\b(?:log|logarithm)\s+(?:to\s+)?(?:the\s+)?base\s+(\w+)\s+of\s+({_OPERAND})", logarithm),
    _phrase(rf"\b(?:arc|inverse)\s+({NAME})\s*({_OPERAND})|\b({NAME})\s+inverse\s+(?:of\s+)?({_OPERAND})", inverse),
    _phrase(rf"\b(?:the\s+)?square\s+{_UNDER_THE_ROOT}", root(ROOT_OF["2"])),
    _phrase(rf"\b(?:the\s+)?cube\s+{_UNDER_THE_ROOT}", root(ROOT_OF["3"])),
    _phrase(rf"^{_UNDER_THE_ROOT}", root(ROOT_OF["2"])),
    _phrase(rf"\bhalf\s+(?:of\s+)?({_OPERAND})", in_signs(r"\1/2")),
    _phrase(rf"\btwice\s+({_OPERAND})", in_signs(r"2*\1")),
    _phrase(rf"({_OPERAND})\s+squared\b", in_signs(r"\1^2")),
    _phrase(rf"({_OPERAND})\s+cubed\b", in_signs(r"\1^3")),
    _phrase(rf"({_OPERAND})\s+(?:raised\s+)?to\s+the\s+(?:power\s+(?:of\s+)?)?({_OPERAND})", in_signs(r"\1^\2")),
    _phrase(rf"({_OPERAND})\s+choose\s+({_OPERAND})",
            always("there are no binomial coefficients", "write the number")),
    _phrase(rf"({_OPERAND})\s+plus\s+({_OPERAND})", in_signs(r"\1 + \2")),
    _phrase(rf"({_OPERAND})\s+minus\s+({_OPERAND})", in_signs(r"\1 - \2")),
    _phrase(rf"({_OPERAND})\s+(?:times|multiplied\s+by)\s+({_OPERAND})", in_signs(r"\1*\2")),
    _phrase(rf"({_OPERAND})\s+(?:divided\s+by|over)\s+({_OPERAND})", in_signs(r"\1/\2")),
    _phrase(rf"({_OPERAND})\s+mod(?:ulo)?\s+({_OPERAND})", remainder),
    _phrase(rf"\b(?:the\s+)?({NAME})(?:\s+value)?\s+of\s+({_OPERAND})(?:\s+and\s+({_OPERAND}))?", function_of),
    _phrase(r"(?:^|\s)(?:and|or|not|xor)(?:\s|$)",
            always("there are no logical operators", "write it with max, min, relu, abs, step or clip")),
    _phrase(rf"(?i)^(?:{_VERBS}|what|please)\b|(?:^|\s)(?:{_SMALL_WORDS})(?:\s|$)",
            always("words are not read", "write the expression alone")),
)  # fmt: skip
