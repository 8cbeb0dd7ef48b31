"""Three real brokers with KRaft."""
import fault_cases
import plain_cases


class Plain(plain_cases.Plain):
    pass


class Faults(fault_cases.Faults):
    pass
