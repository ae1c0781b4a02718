"""What a gate does to the upstream gradient: the words of the lectures for the classic gates."""

DISTRIBUTES = "distributes: passes the upstream gradient on to each input"
DISTRIBUTES_WITH_SIGN = (
    "distributes: passes the upstream gradient on to the first input, and its negative to the second"
)
NEGATES = "negates: the upstream gradient changes its sign"
SHARES_EVENLY = "distributes: passes the upstream gradient on to each input, divided by their number"
SHARES = "shares: the upstream gradient is divided among the inputs, the larger the input the more"
SWITCHES = "switches: each input receives the upstream gradient times the other input"
SWITCHES_ALL = "switches: each input receives the upstream gradient times the product of the other inputs"
ROUTES = "routes: the upstream gradient goes to the input that was chosen"
BLOCKS_OR_PASSES = "passes or blocks: the upstream gradient goes through on one side of the kink only"
SCALES = "scales: each input receives the upstream gradient times its local derivative"
PASSES_OR_SCALES = (
    "passes or scales: the upstream gradient goes through for a positive input, and scaled for a negative one"
)
PASSES_OR_NEGATES = (
    "passes or negates: the upstream gradient goes through for a positive input, and negated for a negative one"
)
PASSES_OR_DIVERTS = (
    "passes or diverts: the upstream gradient goes to the input between the bounds, and to the bound beyond them"
)
STOPS = "stops: the output does not change with the input, so no gradient passes"
