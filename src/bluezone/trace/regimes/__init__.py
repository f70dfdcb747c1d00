"""Rules of a time and a place: from when on a case can infect, how long whoever met one stays apart, when they are
tested. Each figure is data with its source; what a regime's sources do not state is carried from the template."""
