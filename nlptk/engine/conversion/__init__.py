"""From one format to another: `run` joins reader and writer, `report` tells of losses."""
