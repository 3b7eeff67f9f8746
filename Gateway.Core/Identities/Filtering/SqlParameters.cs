using System.Globalization;

namespace Gateway.Core.Identities.Filtering;

/// <summary>Collects the parameters of a translation; nothing from outside enters the text of a statement.</summary>
internal sealed class SqlParameters(string prefix)
{
    private readonly List<(string Name, object? Value)> all = [];

    public IReadOnlyList<(string Name, object? Value)> All => all;

    /// <summary>The parameter as the statement names it.</summary>
    public string Add(object value)
    {
        var name = prefix + all.Count.ToString(CultureInfo.InvariantCulture);
        all.Add((name, value));
        return "@" + name;
    }
}
