"""The parts of the demo clip: layout, letters, counter, scene. `scripts.make_clip` joins them."""
