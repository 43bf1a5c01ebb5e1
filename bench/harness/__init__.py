"""What bench/run is made of: processes, proxies, load generators, workloads, report. Python's standard library only."""
