using FsCheck;
using FsCheck.Fluent;
using Gateway.Core.Scim.Filters;
using Gateway.Core.Scim.Resources;

namespace Gateway.Tests.Scim;

/// <summary>Filters over users, made up.</summary>
internal static class Filters
{
    private static readonly string[] TextPaths =
    [
        "userName", "externalId", "displayName", "title", "name.familyName", "name.givenName", "emails.value", "emails.type", "emails.display",
        "photos.value", "addresses.locality", "roles.value", "schemas", ScimUrns.EnterpriseUser + ":department", ScimUrns.EnterpriseUser + ":manager.value",
        ScimUrns.EnterpriseUser + ":manager.displayName",
    ];

    private static readonly string[] BooleanPaths = ["active", "emails.primary", "roles.primary"];

    private static readonly string[] ForeignPaths =
        ["urn:acme:2.0:User:color", "urn:acme:2.0:User:size", "urn:acme:2.0:User:nested", "urn:acme:2.0:User:nested.part", "urn:acme:2.0:User:list", "urn:none:x"];

    private static readonly string[] TextParts = ["value", "type", "display"];

    /// <param name="texts">What text attributes are compared with.</param>
    public static Gen<FilterExpression> Any(Gen<string> texts) => Tree(3, Leaf(texts), withElements: true, texts);

    private static Gen<FilterExpression> Tree(int depth, Gen<FilterExpression> leaf, bool withElements, Gen<string> texts)
    {
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Tree(depth - 1, leaf, withElements, texts);
        var choices = new List<(int, Gen<FilterExpression>)>
        {
            (4, leaf),
            (2, inner.Zip(inner, (a, b) => (FilterExpression)new FilterExpression.And(a, b))),
            (2, inner.Zip(inner, (a, b) => (FilterExpression)new FilterExpression.Or(a, b))),
            (1, inner.Select(a => (FilterExpression)new FilterExpression.Not(a))),
        };
        if (withElements)
        {
            choices.Add((2, Elements(texts)));
        }

        return Gen.Frequency(choices);
    }

    private static Gen<FilterExpression> Elements(Gen<string> texts) =>
        from name in Gen.Elements("emails", "roles", "photos", "urn:acme:2.0:User:nested", "urn:acme:2.0:User:list", "name")
        let path = Path(name)
        let parts = name == "name" ? ["givenName", "familyName"] : name.Contains(':') ? ["part", "other"] : TextParts
        from inner in Tree(2, InnerLeaf(path, parts, texts), withElements: false, texts)
        select (FilterExpression)new FilterExpression.ValuePath(path, inner);

    private static Gen<FilterExpression> InnerLeaf(AttributePath element, string[] parts, Gen<string> texts) =>
        from part in Gen.Elements(parts)
        let path = Inner(element, part)
        from filter in Comparisons(path, texts)
        select filter;

    private static Gen<FilterExpression> Leaf(Gen<string> texts) => Gen.Frequency(
        (6, Gen.Elements(TextPaths).SelectMany(path => Comparisons(Path(path), texts))),
        (2, Gen.Elements(BooleanPaths).SelectMany(path => Equality(Path(path), Gen.Elements(true, false).Select(flag => (FilterValue)new FilterValue.Boolean(flag))))),
        (2, Gen.Elements(ForeignPaths).SelectMany(path => Gen.OneOf(
            Comparisons(Path(path), texts),
            Ordered(Path(path), Gen.Elements(0d, 1, 2.5, -7, 1e300, 42).Select(number => (FilterValue)new FilterValue.Number(number))),
            Equality(Path(path), Gen.Elements(true, false).Select(flag => (FilterValue)new FilterValue.Boolean(flag)))))),
        (1, Gen.Elements("meta.created", "meta.lastModified").SelectMany(path => Ordered(Path(path), Moments))),
        (1, Gen.Elements("emails", "name", "roles", "groups", "meta", "id", "active").Select(path => (FilterExpression)new FilterExpression.Present(Path(path)))));

    private static Gen<FilterValue> Moments =>
        Gen.Choose(0, 40).Select(hours => (FilterValue)new FilterValue.Instant(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero).AddHours(hours).AddMicroseconds(hours)));

    private static Gen<FilterExpression> Comparisons(AttributePath path, Gen<string> texts) => Gen.Frequency(
        (8, Gen.Elements(Enum.GetValues<FilterOperator>()).Zip(texts, (relation, text) =>
            (FilterExpression)new FilterExpression.Comparison(path, relation, new FilterValue.Text(text)))),
        (1, Equality(path, Gen.Constant((FilterValue)new FilterValue.Null()))),
        (1, Gen.Constant((FilterExpression)new FilterExpression.Present(path))));

    private static Gen<FilterExpression> Equality(AttributePath path, Gen<FilterValue> values) =>
        Gen.Elements(FilterOperator.Equal, FilterOperator.NotEqual).Zip(values, (relation, value) => (FilterExpression)new FilterExpression.Comparison(path, relation, value));

    private static Gen<FilterExpression> Ordered(AttributePath path, Gen<FilterValue> values) =>
        Gen.Elements(FilterOperator.Equal, FilterOperator.NotEqual, FilterOperator.GreaterThan, FilterOperator.GreaterOrEqual, FilterOperator.LessThan, FilterOperator.LessOrEqual)
            .Zip(values, (relation, value) => (FilterExpression)new FilterExpression.Comparison(path, relation, value));

    private static AttributePath Path(string name) => ((FilterExpression.Present)Json.Good(FilterParser.Parse(name + " pr", ResourceType.User))).Path;

    private static AttributePath Inner(AttributePath element, string part) =>
        ((FilterExpression.Present)((FilterExpression.ValuePath)Json.Good(FilterParser.Parse($"{element}[{part} pr]", ResourceType.User))).Inner).Path;
}
