package dev.appdb.testkit;

import dev.appdb.testkit.WireCut.Fate;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One connection of a {@link WireCut}: passes requests on as a whole, so that a step is there or is not. */
final class WireSession {
    private final WireCut way;
    private final Socket client;
    private final Socket server;

    /** What the server says is not passed on any more; once it has said all, the way ends. */
    private volatile boolean unanswered;

    WireSession(WireCut way, Socket client, Socket server) {
        this.way = way;
        this.client = client;
        this.server = server;
    }

    /** Until the connection ends. */
    void requests() {
        try (client;
                server;
                var in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
                var out = new BufferedOutputStream(server.getOutputStream())) {
            WireMessage first = WireMessage.readFirst(in);
            if (!send(List.of(first), "login of " + first.user(), out)) {
                return;
            }
            Map<String, String> prepared = new HashMap<>();
            List<WireMessage> request = new ArrayList<>();
            while (true) {
                request.add(WireMessage.read(in));
                WireMessage last = request.getLast();
                if (last.endsRequest()) {
                    String step = WireMessage.words(request, prepared);
                    if (!send(request, step, out)) {
                        return;
                    }
                    request.clear();
                } else if (last.isOfLogin() || last.isGoodbye()) {
                    write(request, out);
                    request.clear();
                }
            }
        } catch (IOException ended) {
            // by either side, or by the way's end
        }
    }

    /** Until the connection ends. */
    void answers() {
        try (client;
                server;
                var in = new DataInputStream(new BufferedInputStream(server.getInputStream()));
                var out = new BufferedOutputStream(client.getOutputStream())) {
            while (true) {
                WireMessage answer = WireMessage.read(in);
                if (!unanswered || answer.asksForLogin()) {
                    answer.write(out);
                }
                if (answer.endsAnswer() && unanswered) {
                    way.hangUp();
                    return;
                }
                if (in.available() == 0) {
                    out.flush();
                }
            }
        } catch (IOException ended) {
            // by either side, or by the way's end
        } finally {
            if (unanswered) {
                way.hangUp();
            }
        }
    }

    /** Whether the connection goes on. */
    private boolean send(List<WireMessage> request, String step, OutputStream out) throws IOException {
        Fate fate = way.fate(step);
        if (fate == Fate.UNSENT) {
            way.hangUp();
            return false;
        }
        unanswered |= fate == Fate.UNANSWERED;
        write(request, out);
        return true;
    }

    private static void write(List<WireMessage> messages, OutputStream out) throws IOException {
        for (WireMessage message : messages) {
            message.write(out);
        }
        out.flush();
    }
}
