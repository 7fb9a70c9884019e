"""From candidate stories to an order: what is about the topic, what matters, what is filed."""
