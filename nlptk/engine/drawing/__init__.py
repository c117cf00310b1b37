"""Documents as pictures: dependency arcs and entities, as SVG and HTML text."""
