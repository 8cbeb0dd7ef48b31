"""Three real brokers with KRaft."""
import alert_cases
import plain_cases
import screen_cases
import state_cases


class Plain(plain_cases.Plain):
    pass


class Screen(screen_cases.Screen):
    pass


class State(state_cases.State):
    pass


class Alerts(alert_cases.Alerts):
    pass
