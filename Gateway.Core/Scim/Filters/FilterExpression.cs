using System.Diagnostics.CodeAnalysis;

namespace Gateway.Core.Scim.Filters;

/// <summary>A parsed filter. RFC 7644 §3.4.2.2. Its text (<see cref="ToString"/>) parses to an equal filter.</summary>
public abstract record FilterExpression
{
    private FilterExpression()
    {
    }

    public sealed record And(FilterExpression Left, FilterExpression Right) : FilterExpression;

    public sealed record Or(FilterExpression Left, FilterExpression Right) : FilterExpression;

    public sealed record Not(FilterExpression Inner) : FilterExpression;

    /// <summary>True if any value of the path stands in that relation. <c>ne</c> is "not <c>eq</c>": true where there is no value.</summary>
    public sealed record Comparison(AttributePath Path, FilterOperator Operator, FilterValue Value) : FilterExpression;

    /// <summary><c>pr</c>: there is a value.</summary>
    public sealed record Present(AttributePath Path) : FilterExpression;

    /// <summary><c>emails[…]</c>: one and the same element meets the inner filter, whose paths are relative to the element.</summary>
    public sealed record ValuePath(AttributePath Path, FilterExpression Inner) : FilterExpression;

    /// <summary>True for exactly <c>userName eq "…"</c>; what OV-4 looks up by index.</summary>
    public bool TryUserNameEquals([NotNullWhen(true)] out string? folded) => TryFolded("userName", null, out folded);

    /// <summary>True for exactly <c>displayName eq "…"</c>.</summary>
    public bool TryDisplayNameEquals([NotNullWhen(true)] out string? folded) => TryFolded("displayName", null, out folded);

    /// <summary>True for exactly <c>emails.value eq "…"</c>, also spelled <c>emails eq</c> or <c>email eq</c>.</summary>
    public bool TryEmailEquals([NotNullWhen(true)] out string? folded) => TryFolded("emails", "value", out folded);

    /// <summary>True for exactly <c>externalId eq "…"</c>.</summary>
    public bool TryExternalIdEquals([NotNullWhen(true)] out string? externalId) => TryEquals("externalId", null, out externalId);

    /// <summary>True for exactly <c>id eq "…"</c>; the text need not be an id.</summary>
    public bool TryIdEquals([NotNullWhen(true)] out string? id) => TryEquals("id", null, out id);

    public sealed override string ToString() => FilterPrinter.Print(this);

    private bool TryFolded(string attribute, string? sub, [NotNullWhen(true)] out string? folded)
    {
        folded = TryEquals(attribute, sub, out var value) ? Fold.Of(value) : null;
        return folded is not null;
    }

    private bool TryEquals(string attribute, string? sub, [NotNullWhen(true)] out string? value)
    {
        value = this is Comparison { Operator: FilterOperator.Equal, Value: FilterValue.Text text, Path: { Extension: null } path }
            && path.Name == attribute && path.SubName == sub ? text.Value : null;
        return value is not null;
    }
}
