"""Three real brokers with KRaft."""
import fault_cases
import plain_cases
import screen_cases
import state_cases


class Plain(plain_cases.Plain):
    pass


class Screen(screen_cases.Screen):
    pass


class State(state_cases.State):
    pass


class Faults(fault_cases.Faults):
    pass
