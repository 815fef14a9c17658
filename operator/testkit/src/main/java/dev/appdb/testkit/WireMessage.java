package dev.appdb.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A message of PostgreSQL's protocol, version 3. */
final class WireMessage {
    private static final char NONE = '\0';
    private static final int VERSION_3 = 3 << 16;
    private static final Pattern VERB = Pattern.compile("\\s*([A-Z]+(?: [A-Z]+){0,2})\\b");

    /** A query that does something. */
    private static final String ENDING = "pg_terminate_backend";

    /** The first message of a connection has none. */
    private final char type;

    private final byte[] body;

    private WireMessage(char type, byte[] body) {
        this.type = type;
        this.body = body;
    }

    static WireMessage readFirst(DataInputStream in) throws IOException {
        WireMessage first = new WireMessage(NONE, body(in));
        if (ByteBuffer.wrap(first.body).getInt() != VERSION_3) {
            throw new IOException("asks for TLS or for a cancellation, which nobody here understands");
        }
        return first;
    }

    static WireMessage read(DataInputStream in) throws IOException {
        char type = (char) in.readByte();
        return new WireMessage(type, body(in));
    }

    private static byte[] body(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt() - Integer.BYTES);
    }

    void write(OutputStream out) throws IOException {
        if (type != NONE) {
            out.write(type);
        }
        out.write(ByteBuffer.allocate(Integer.BYTES)
                .putInt(body.length + Integer.BYTES)
                .array());
        out.write(body);
    }

    /** Query, or Sync. */
    boolean endsRequest() {
        return type == 'Q' || type == 'S';
    }

    /** Of the client: a password, or what proves that it knows it. */
    boolean isOfLogin() {
        return type == 'p';
    }

    boolean isGoodbye() {
        return type == 'X';
    }

    /** Of the server. */
    boolean asksForLogin() {
        return type == 'R';
    }

    /** ReadyForQuery. */
    boolean endsAnswer() {
        return type == 'Z';
    }

    /** Of the first message. */
    String user() {
        List<String> parameters = texts(Integer.BYTES);
        return parameters.get(parameters.indexOf("user") + 1);
    }

    /**
     * What a request asks for, by the verbs of its statements; empty for one without any, which asks whether somebody is
     * there.
     *
     * @param prepared the connection's statements by name; learns of those that this request prepares
     */
    static String words(List<WireMessage> request, Map<String, String> prepared) {
        Set<String> words = new LinkedHashSet<>();
        for (WireMessage message : request) {
            switch (message.type) {
                case 'Q' -> words.add(words(message.texts(0).getFirst()));
                case 'P' ->
                    prepared.put(message.texts(0).getFirst(), message.texts(0).get(1));
                case 'B' ->
                    words.add(words(prepared.getOrDefault(message.texts(0).get(1), "")));
                default -> {}
            }
        }
        words.remove("");
        return words.stream().collect(joining(", "));
    }

    private static String words(String sql) {
        Matcher verb = VERB.matcher(sql);
        if (!verb.lookingAt()) {
            return sql.strip().split(" ", -1)[0].toUpperCase(Locale.ROOT); // the driver's own
        }
        String words = verb.group(1);
        if (words.startsWith("SELECT") || words.startsWith("WITH")) {
            return sql.contains(ENDING) ? "SELECT " + ENDING : "SELECT";
        }
        return words;
    }

    /** The texts from that byte on; each ends with a zero. */
    private List<String> texts(int from) {
        return List.of(new String(Arrays.copyOfRange(body, from, body.length), UTF_8).split("\0", -1));
    }

    @Override
    public String toString() {
        return "WireMessage[%s, %d bytes]".formatted(type, body.length);
    }
}
