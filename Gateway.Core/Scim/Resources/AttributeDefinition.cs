using System.Collections.Frozen;

namespace Gateway.Core.Scim.Resources;

/// <summary>The data types of RFC 7643 §2.3.</summary>
public enum AttributeType
{
    String,
    Boolean,
    Decimal,
    Integer,
    DateTime,
    Reference,
    Binary,
    Complex,
}

/// <summary>RFC 7643 §2.2 and §7.</summary>
public enum Mutability
{
    ReadWrite,
    ReadOnly,
    Immutable,
    WriteOnly,
}

/// <summary>RFC 7643 §2.2 and §7.</summary>
public enum Returned
{
    Default,
    Always,
    Request,
    Never,
}

/// <summary>RFC 7643 §2.2 and §7.</summary>
public enum Uniqueness
{
    None,
    Server,
    Global,
}

/// <summary>One attribute of a schema. RFC 7643 §7. It drives reading, filters, PATCH and discovery alike.</summary>
public sealed class AttributeDefinition(string name, AttributeType type, string description, params AttributeDefinition[] subAttributes)
{
    private readonly FrozenDictionary<string, AttributeDefinition> byName =
        subAttributes.ToFrozenDictionary(sub => sub.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The name as the schema spells it; it is compared without regard to case.</summary>
    public string Name => name;

    public AttributeType Type => type;

    public string Description => description;

    public IReadOnlyList<AttributeDefinition> SubAttributes => subAttributes;

    public bool MultiValued { get; init; }

    public bool Required { get; init; }

    public bool CaseExact { get; init; }

    public Mutability Mutability { get; init; }

    public Returned Returned { get; init; }

    public Uniqueness Uniqueness { get; init; }

    public IReadOnlyList<string> CanonicalValues { get; init; } = [];

    /// <summary>What a reference may point to; only with <see cref="AttributeType.Reference"/>.</summary>
    public IReadOnlyList<string> ReferenceTypes { get; init; } = [];

    /// <summary>True if an index of both databases holds the value, which bounds its length.</summary>
    public bool Indexed { get; init; }

    /// <summary>True for an id that the gateway gave: filters compare it with eq and ne only.</summary>
    public bool IsId { get; init; }

    /// <summary>True for what is made up when the resource is answered, so that no filter and no sort can read it.</summary>
    public bool Unfiltered { get; init; }

    /// <summary>The sub-attribute of that name in any case, or null.</summary>
    public AttributeDefinition? Find(string subAttribute) => byName.GetValueOrDefault(subAttribute);
}
