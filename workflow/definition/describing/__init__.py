"""A definition in words and pictures: the clinician's table, Mermaid, SVG; pure, knowing no clinic."""
