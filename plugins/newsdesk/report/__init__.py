"""The report: one value, made from the chosen stories, checked at the gate, rendered and filed."""
