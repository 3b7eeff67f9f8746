using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Filters;

/// <summary>An attribute that a filter or a PATCH names, resolved against the schemas.</summary>
/// <param name="Extension">The extension's URN, spelled as its schema spells it if it is known; null for the core schema.</param>
/// <param name="Name">Spelled as the schema spells it if it is known. Inside a value path: the sub-attribute of the element.</param>
/// <param name="SubName">The sub-attribute, or null. <c>emails</c> compared with a text has <c>value</c> here.</param>
/// <param name="Definition">The definition of <paramref name="Name"/>; null under an extension that the gateway does not know.</param>
/// <param name="SubDefinition">The definition of <paramref name="SubName"/>.</param>
public sealed record AttributePath(
    string? Extension, string Name, string? SubName, AttributeDefinition? Definition, AttributeDefinition? SubDefinition)
{
    /// <summary>The definition of what is compared; null if it is not known.</summary>
    public AttributeDefinition? Leaf => SubName is null ? Definition : SubDefinition;

    /// <summary>Whether text is compared as it is, not folded. RFC 7643 §2.2; what no schema knows is not caseExact.</summary>
    public bool CaseExact => Leaf is { CaseExact: true };

    public override string ToString() =>
        (Extension is null ? Name : $"{Extension}:{Name}") + (SubName is null ? "" : $".{SubName}");
}
