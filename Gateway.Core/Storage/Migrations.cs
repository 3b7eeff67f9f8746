using System.Globalization;
using System.Reflection;

namespace Gateway.Core.Storage;

/// <summary>The numbered <c>.sql</c> files inside this program; the same numbers for both databases.</summary>
internal sealed record Migration(int Number, string Name, string Sql);

internal static class Migrations
{
    /// <summary>What this program knows and the database lacks, in order. A database that knows more than this program is refused.</summary>
    public static IEnumerable<Migration> Pending(string dialect, IReadOnlySet<int> applied)
    {
        var known = Known(dialect);
        var newest = applied.DefaultIfEmpty(0).Max();
        if (newest > known[^1].Number)
        {
            throw new StorageException(
                $"The database is at migration {newest}, newer than this program, which knows {known[^1].Number}: start the newer version of the gateway, or restore an older backup.");
        }

        return known.Where(migration => !applied.Contains(migration.Number));
    }

    private static List<Migration> Known(string dialect)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"Gateway.Core.Storage.Migrations.{dialect}.";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => Read(assembly, name, name[prefix.Length..^".sql".Length]))
            .OrderBy(migration => migration.Number)];
    }

    private static Migration Read(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Migration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
