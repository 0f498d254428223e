-- Loads the online store from the files, flights of the coming hours included: they come due as the clock reaches them.
REFRESH FEATURE VIEW airport_delay;
REFRESH FEATURE VIEW route_delay;
