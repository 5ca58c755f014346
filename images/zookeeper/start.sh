# Listens on every address of both families; in a container without IPv6, on those of IPv4. It starts what the package's
# own script does, but the log goes to the output, and the compiler does not warm up.
config=/var/lib/zookeeper/zoo.cfg
cat /dox/.dox/zoo.cfg >"$config"
if grep -q . /proc/net/if_inet6 2>/dev/null; then echo 'clientPortAddress=::' >>"$config"; fi
jars=/usr/share/java
exec java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -cp "$jars/zookeeper.jar:$jars/slf4j-api.jar:$jars/slf4j-simple.jar:$jars/log4j-1.2.jar" \
  org.apache.zookeeper.server.quorum.QuorumPeerMain "$config"
