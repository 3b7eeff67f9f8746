namespace Gateway.Tests.Architecture;

/// <summary>Inside Core an arrow points one way. A folder that uses what stands not beside its name here is a type in the wrong folder.</summary>
public sealed class CoreFolderTests
{
    private const string Core = "Gateway.Core.";

    // Folder → folders that it may use. Storage knows no feature, Scim knows no storage, Identities knows no webhooks.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Ids"] = [],
        ["Storage"] = ["Ids"],
        ["Scim"] = ["Ids"],
        ["Credentials"] = ["Ids", "Storage"],
        ["ApiKeys"] = ["Ids", "Storage", "Credentials"],
        ["Events"] = ["Ids", "Storage"],
        ["Directories"] = ["Ids", "Storage", "Scim", "Credentials", "Events"],
        ["Identities"] = ["Ids", "Storage", "Scim", "Directories", "Events"],
        ["Webhooks"] = ["Ids", "Storage", "Credentials", "Directories", "Events"],
        ["Requests"] = ["Ids", "Storage", "Directories"],
    };

    private static readonly (string From, string To, string Example)[] Uses =
    [
        .. from pair in TypeUses.Of(typeof(Gateway.Core.Storage.Dialect).Assembly)
           let @from = Folder(pair.User)
           let to = Folder(pair.Used)
           where @from is not null && to is not null && @from != to
           group $"{pair.User} uses {pair.Used}" by (@from, to) into arrow
           select (arrow.Key.@from, arrow.Key.to, arrow.First()),
    ];

    [Fact]
    public void Folders_use_only_those_that_they_may() =>
        Assert.Empty(Uses.Where(use => !MayUse.TryGetValue(use.From, out var allowed) || !allowed.Contains(use.To)).Select(use => $"{use.From} → {use.To}: {use.Example}"));

    [Fact]
    public void Every_folder_has_a_place_in_the_order() =>
        Assert.Empty(Directory.GetDirectories(Repository.File("Gateway.Core")).Select(path => Path.GetFileName(path)).Except([.. MayUse.Keys, "bin", "obj"]));

    [Fact]
    public void The_order_has_no_circle()
    {
        var settled = new HashSet<string>();
        while (MayUse.Keys.FirstOrDefault(folder => !settled.Contains(folder) && MayUse[folder].All(settled.Contains)) is { } next)
        {
            settled.Add(next);
        }

        Assert.Equal(MayUse.Keys.Order(), settled.Order());
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        var strays = from project in (string[])["Gateway.Contracts", "Gateway.Core", "Gateway.Worker", "Gateway.Web"]
                     from file in Repository.Sources(project)
                     let declared = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))
                     let folder = Path.GetDirectoryName(Path.GetRelativePath(Repository.Root, file))!.Replace(Path.DirectorySeparatorChar, '.')
                     where declared is not null && declared != $"namespace {folder};"
                     select $"{Path.GetRelativePath(Repository.Root, file)} says {declared}";
        Assert.Empty(strays);
    }

    private static string? Folder(Type type) =>
        type.Namespace is { } name && name.StartsWith(Core, StringComparison.Ordinal) ? name[Core.Length..].Split('.')[0] : null;
}
