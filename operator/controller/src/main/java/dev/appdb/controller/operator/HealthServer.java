package dev.appdb.controller.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code /healthz}, {@code /readyz} and {@code /metrics}. */
final class HealthServer implements AutoCloseable {
    private final HttpServer http;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Serves at once.
     *
     * @param port 0 takes a free one
     */
    HealthServer(int port, BooleanSupplier alive, BooleanSupplier ready, Supplier<String> metrics) {
        try {
            http = HttpServer.create(new InetSocketAddress(port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot serve health on port %d".formatted(port), e);
        }
        http.setExecutor(executor);
        http.createContext("/healthz", exchange -> answer(exchange, alive));
        http.createContext("/readyz", exchange -> answer(exchange, ready));
        http.createContext(
                "/metrics", exchange -> send(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
        http.start();
    }

    int port() {
        return http.getAddress().getPort();
    }

    @Override
    public void close() {
        http.stop(0);
        executor.close();
    }

    private static void answer(HttpExchange exchange, BooleanSupplier holds) throws IOException {
        boolean ok = holds.getAsBoolean();
        send(exchange, ok ? 200 : 503, "text/plain", ok ? "ok\n" : "no\n");
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
