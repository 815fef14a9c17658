package dev.appdb.api.crd;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * What {@code kubectl explain} says of a field is what its record's Javadoc says: {@code @param} by record and component.
 */
record Descriptions(Map<String, Map<String, String>> byRecord) {

    static Descriptions of(Path sources) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> found = Files.list(sources)) {
            List<Path> java =
                    found.filter(file -> file.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(java));
            Map<String, Map<String, String>> byRecord = new HashMap<>();
            DocTrees docs = DocTrees.instance(task);
            for (var unit : task.parse()) {
                new Collector(docs, byRecord).scan(new TreePath(unit), null);
            }
            return new Descriptions(byRecord);
        }
    }

    Optional<String> of(Class<?> type, String component) {
        return Optional.ofNullable(
                byRecord.getOrDefault(type.getSimpleName(), Map.of()).get(component));
    }

    private static final class Collector extends TreePathScanner<Void, Void> {
        private final DocTrees docs;
        private final Map<String, Map<String, String>> byRecord;

        Collector(DocTrees docs, Map<String, Map<String, String>> byRecord) {
            this.docs = docs;
            this.byRecord = byRecord;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
            if (type.getKind() == Tree.Kind.RECORD && comment != null) {
                Map<String, String> params = comment.getBlockTags().stream()
                        .filter(ParamTree.class::isInstance)
                        .map(ParamTree.class::cast)
                        .collect(Collectors.toMap(param -> param.getName().toString(), param -> text(param)));
                byRecord.put(type.getSimpleName().toString(), params);
            }
            return super.visitClass(type, null);
        }

        private static String text(ParamTree param) {
            String raw = param.getDescription().stream().map(DocTree::toString).collect(Collectors.joining());
            return raw.replaceAll("\\{@code ([^}]*)}", "$1")
                    .replaceAll("\\{@link ([^}]*)}", "$1")
                    .replaceAll("\\s+", " ")
                    .strip();
        }
    }
}
