using System.Text.RegularExpressions;
using Gateway.Tests.Samples;

namespace Gateway.Tests.Docs;

/// <summary>The documents quote files that run, and link to files that exist.</summary>
public sealed partial class DocumentTests
{
    private static IEnumerable<string> Documents =>
        Directory.EnumerateFiles(Path.Combine(Tools.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat([Path.Combine(Tools.Root, "README.md"), Path.Combine(Tools.Root, "CHANGELOG.md"), Path.Combine(Tools.Root, "Gateway.Contracts", "README.md")]);

    [Fact]
    public void What_a_document_quotes_of_a_sample_is_the_sample()
    {
        foreach (var document in Documents)
        {
            foreach (Match quote in Quote().Matches(File.ReadAllText(document)))
            {
                var sample = quote.Groups["path"].Value;
                var expected = File.ReadAllText(Path.Combine(Tools.Root, sample)).TrimEnd('\n');
                Assert.True(
                    expected == quote.Groups["text"].Value,
                    $"{Path.GetRelativePath(Tools.Root, document)} quotes {sample} as it no longer is: copy the file between the fences.");
            }
        }
    }

    [Theory]
    [InlineData("README.md", "docs/samples/csharp/Program.cs", "docs/samples/node/verify.js", "docs/samples/python/verify.py")]
    [InlineData(
        "docs/verifying-webhooks.md",
        "docs/samples/csharp/Program.cs",
        "docs/samples/node/verify.js",
        "docs/samples/node/verify-with-standardwebhooks.js",
        "docs/samples/node/receiver.js",
        "docs/samples/python/verify.py",
        "docs/samples/python/receiver.py")]
    public void Every_sample_is_quoted_where_a_reader_looks_for_it(string document, params string[] samples)
    {
        var quoted = Quote().Matches(File.ReadAllText(Path.Combine(Tools.Root, document))).Select(quote => quote.Groups["path"].Value);

        Assert.Equal(samples, quoted);
    }

    [Fact]
    public void Every_link_leads_to_a_file_and_a_heading()
    {
        foreach (var document in Documents)
        {
            foreach (Match link in Link().Matches(File.ReadAllText(document)))
            {
                var parts = link.Groups["target"].Value.Split('#');
                var target = parts[0].Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, parts[0]);
                var name = $"{Path.GetRelativePath(Tools.Root, document)} links to {link.Groups["target"].Value}";
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{name}: there is no such file.");
                if (parts.Length > 1)
                {
                    var headings = Heading().Matches(File.ReadAllText(target)).Select(heading => Anchor(heading.Groups["text"].Value));
                    Assert.True(headings.Contains(parts[1]), $"{name}: there is no such heading.");
                }
            }
        }
    }

    private static string Anchor(string heading) =>
        new([.. heading.Trim().ToLowerInvariant().Select(each => each == ' ' ? '-' : each).Where(each => char.IsLetterOrDigit(each) || each is '-' or '_')]);

    [GeneratedRegex(@"<!-- sample: (?<path>\S+) -->\n```\w*\n(?<text>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Quote();

    [GeneratedRegex(@"\]\((?!https?:)(?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
