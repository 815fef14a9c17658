package dev.appdb.cli.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The module table of docs/architecture.md, over everything that is shipped. */
@AnalyzeClasses(packages = "dev.appdb", importOptions = ImportOption.DoNotIncludeTests.class)
class ModulesTest {
    private static final String[] KUBERNETES = {"io.fabric8..", "io.javaoperatorsdk.."};
    private static final String[] SQL = {"java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer.."};

    @ArchTest
    static final ArchRule theApiSeesNoOtherModule = noClasses()
            .that()
            .resideInAPackage("dev.appdb.api..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.appdb..")
                    .and(JavaClass.Predicates.resideOutsideOfPackage("dev.appdb.api..")));

    @ArchTest
    static final ArchRule postgresMigrateAndAuthorSeeNoKubernetes = noClasses()
            .that()
            .resideInAnyPackage("dev.appdb.postgres..", "dev.appdb.migrate..", "dev.appdb.author..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KUBERNETES);

    @ArchTest
    static final ArchRule postgresMigrateAndAuthorSeeNoResources = noClasses()
            .that()
            .resideInAnyPackage("dev.appdb.postgres..", "dev.appdb.migrate..", "dev.appdb.author..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.appdb.api..", "dev.appdb.controller..", "dev.appdb.cli..");

    @ArchTest
    static final ArchRule controllerAndCliSeeNoSql = noClasses()
            .that()
            .resideInAnyPackage("dev.appdb.controller..", "dev.appdb.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SQL);

    @ArchTest
    static final ArchRule theControllerSeesNoAuthorsToolsAndNoCommands = noClasses()
            .that()
            .resideInAPackage("dev.appdb.controller..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.appdb.author..", "dev.appdb.cli..");

    @ArchTest
    static final ArchRule aReconcilerSeesNoOtherReconciler = slices().matching(
                    "dev.appdb.controller.(migration|database|databaseclass)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.appdb.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesAreTheDomains = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Helpers?|Manager|Impl)(\\$.*)?")
            .because("such a name tells nothing");
}
