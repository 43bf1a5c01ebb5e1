package dev.skein.bench.rival;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** {@code PORT HOST:PORT,… [LOG-FILE]}: Spring Cloud Gateway with its load balancer, on one event loop. */
@SpringBootApplication
public class GatewayRival {

    private static final String GATEWAY = "spring.cloud.gateway.server.webflux.";
    private static final String INSTANCES = "spring.cloud.discovery.client.simple.instances.bench";

    public static void main(String[] args) {
        String log = args.length < 3 ? "" : args[2];
        System.setProperty("reactor.netty.ioWorkerCount", "1");
        System.setProperty("reactor.netty.http.server.accessLogEnabled", String.valueOf(!log.isEmpty()));
        SpringApplication application = new SpringApplication(GatewayRival.class);
        application.setDefaultProperties(properties(args[0], args[1].split(","), log));
        application.run();
    }

    private static Map<String, Object> properties(String port, String[] servers, String log) {
        Map<String, Object> values = new HashMap<>();
        values.put("server.address", "127.0.0.1");
        values.put("server.port", port);
        values.put("server.netty.idle-timeout", "600s");
        for (int i = 0; i < servers.length; i++) {
            values.put(INSTANCES + "[" + i + "].uri", "http://" + servers[i]);
        }
        values.put("spring.cloud.loadbalancer.cache.ttl", "600s");
        values.put(GATEWAY + "trusted-proxies", "127\\..*");
        values.put(GATEWAY + "routes[0].id", "all");
        values.put(GATEWAY + "routes[0].uri", "lb://bench");
        values.put(GATEWAY + "routes[0].predicates[0]", "Path=/**");
        values.put(GATEWAY + "httpclient.pool.max-connections", "2048");
        values.put("logging.level.root", "WARN");
        if (!log.isEmpty()) {
            values.put("logging.file.name", log);
            values.put("logging.threshold.console", "OFF");
            values.put("logging.level.reactor.netty.http.server.AccessLog", "INFO");
        }
        return values;
    }
}
