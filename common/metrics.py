"""Counters and gauges that Prometheus reads; the names are S1's, §5.5.4."""

from prometheus_client import Counter, Gauge, Histogram

requests = Counter("xiaowo_requests", "HTTP requests answered", ["method", "endpoint", "status"])
request_duration = Histogram(
    "xiaowo_request_duration_seconds", "Time to answer an HTTP request", ["method", "endpoint"]
)
active_rooms = Gauge("xiaowo_active_rooms", "Rooms with at least one socket in this process")
active_connections = Gauge("xiaowo_active_connections", "Sockets open in this process")
frames = Counter("xiaowo_frames", "Frames received over sockets", ["type"])
arrivals = Counter("xiaowo_arrivals", "Frames read from sockets", ["way"])
frames_refused = Counter("xiaowo_frames_refused", "Frames answered with an error", ["code"])
limited = Counter("xiaowo_rate_limit_refusals", "Calls turned away", ["limit"])
commands = Counter("xiaowo_commands", "Playback commands", ["type", "outcome"])
deliveries = Counter("xiaowo_deliveries", "Frames handed to sockets", ["way"])
drift = Histogram(
    "xiaowo_drift_seconds",
    "Distance from the room's position that pages report",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10),
)
delivery = Histogram(
    "xiaowo_delivery_seconds",
    "Time from a command to the hand-over of its frame to this process's sockets",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1),
)
database_up = Gauge("xiaowo_database_up", "1 while the database answers this process, else 0")
redis_up = Gauge("xiaowo_redis_up", "1 while Redis answers this process, 0 while it does not")
record_lag = Gauge("xiaowo_record_lag_seconds", "Age of the oldest state not yet in the record")
record_delay = Histogram(
    "xiaowo_record_delay_seconds",
    "Time from a command to its record, for the oldest of each batch",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60, 300),
)
record_pending = Gauge("xiaowo_record_pending", "Rooms and lines not yet in the record", ["what"])
record_dropped = Counter(
    "xiaowo_record_dropped",
    "Lines given up: the database was away for too long, or can never take them",
)
record_rescued = Counter(
    "xiaowo_record_rescued", "Lines written down for workers that died before they could"
)
record_failures = Counter("xiaowo_record_failures", "Write-behind batches that failed")
proxy_requests = Counter("xiaowo_proxy_requests", "Films asked for through the proxy", ["outcome"])
proxy_bytes = Counter("xiaowo_proxy_bytes", "Bytes of films that went through the proxy")
proxy_streams = Gauge("xiaowo_proxy_streams", "Films that run through this process's proxy")
