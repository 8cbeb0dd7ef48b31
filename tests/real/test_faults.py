"""Faults of three real brokers with KRaft."""
import fault_cases


class Faults(fault_cases.Faults):
    pass
