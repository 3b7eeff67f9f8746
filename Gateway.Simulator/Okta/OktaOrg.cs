using System.Globalization;
using System.Text;
using Bogus;

namespace Gateway.Simulator.Okta;

/// <summary>An Okta organization: people and groups, the same for the same seed.</summary>
internal sealed class OktaOrg
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // Names from many alphabets and with the characters that break queries: Okta sends them all.
    private static readonly string[] Locales = ["en", "de", "fr", "pl", "tr", "sv", "es"];
    private static readonly string[] Departments = ["Engineering", "Sales", "Finance", "Kundenbetreuung"];
    private static readonly string[] GroupNames =
        ["Engineering", "Ops \"A\" & Über", "Sales + Success", "Finance / Zürich", "People's Team", "日本チーム", "R&D (50 %)", "Legal; Risk"];

    public OktaOrg(int seed, int users, int groups)
    {
        var random = new Randomizer(seed);
        var taken = new HashSet<string>(StringComparer.Ordinal);

        Users = [.. Enumerable.Range(0, users).Select(index => Person(index, random, taken))];
        Groups = [.. Enumerable.Range(0, groups).Select(index => new OktaGroup(Id("00g", random), GroupName(index)))];

        for (var index = 0; index < groups; index++)
        {
            // The first group starts without its last person, so that there is somebody to add.
            var members = index == 0 ? Users.Take(Math.Max(1, users - 1)) : Users.Where((_, position) => position % 2 == index % 2);
            Groups[index].Members.AddRange(members);
        }
    }

    public IReadOnlyList<OktaUser> Users { get; }

    public IReadOnlyList<OktaGroup> Groups { get; }

    private static OktaUser Person(int index, Randomizer random, HashSet<string> taken)
    {
        var locale = Locales[index % Locales.Length];
        var name = new Bogus.DataSets.Name(locale) { Random = random };
        var (given, family) = (name.FirstName(), name.LastName());
        var stem = $"{Plain(given)}.{Plain(family)}";
        var userName = taken.Add(stem) ? $"{stem}@example.com" : $"{stem}+{index.ToString(CultureInfo.InvariantCulture)}@example.com";
        return new OktaUser(Id("00u", random), new OktaProfile(userName, given, family, userName, $"{given} {family}", "en-US", random.ArrayElement(Departments)));
    }

    private static string GroupName(int index) =>
        index < GroupNames.Length ? GroupNames[index] : string.Create(CultureInfo.InvariantCulture, $"{GroupNames[index % GroupNames.Length]} {(index / GroupNames.Length) + 1}");

    private static string Id(string prefix, Randomizer random) => prefix + random.String2(17, Alphabet);

    private static string Plain(string name)
    {
        var plain = new StringBuilder();
        foreach (var character in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                plain.Append(char.ToLowerInvariant(character));
            }
        }

        return plain.Length == 0 ? "person" : plain.ToString();
    }
}
