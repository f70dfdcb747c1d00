"""What can be wrong with a simulation.

SimulationError
├── TraceError      the recorded contacts cannot be used
└── ScenarioError   what is asked for does not fit the trace
"""


class SimulationError(Exception):
    """The root of everything this room raises."""


class TraceError(SimulationError):
    """The recorded contacts cannot be used."""


class ScenarioError(SimulationError):
    """What is asked for does not fit the trace."""
