# Listens on every address of both families; in a container without IPv6, on those of IPv4.
any=0.0.0.0
if grep -q . /proc/net/if_inet6 2>/dev/null; then any='[::]'; fi
exec etcd --data-dir /var/lib/etcd/default --listen-client-urls "http://$any:2379" --advertise-client-urls http://localhost:2379
