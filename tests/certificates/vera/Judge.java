import java.io.FileInputStream;
import java.util.Set;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Judges each file by each profile: one line for both, tab-separated, with the rules that it breaks. */
public class Judge {
  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (String file : files) {
      for (String profile : new String[] {"3a", "ua1"}) {
        System.out.println(file + "\t" + profile + "\t" + verdict(file, PDFAFlavour.byFlavourId(profile)));
      }
    }
  }

  private static String verdict(String file, PDFAFlavour profile) {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), profile)) {
      ValidationResult result = Foundries.defaultInstance().createValidator(profile, false).validate(parser);
      Set<String> broken = new TreeSet<>();
      for (TestAssertion one : result.getTestAssertions()) {
        if (one.getStatus() == TestAssertion.Status.FAILED) {
          broken.add(one.getRuleId().getClause() + " " + one.getMessage());
        }
      }
      return (result.isCompliant() ? "PASS" : "FAIL") + "\t" + String.join("; ", broken);
    } catch (Exception fault) {
      return "FAIL\t" + fault;
    }
  }
}
