namespace Gateway.Core.Scim.Errors;

/// <summary>The keywords of RFC 7644 §3.12 Table 9 and RFC 9865 §2; on the wire in camelCase.</summary>
public enum ScimType
{
    InvalidFilter,
    TooMany,
    Uniqueness,
    Mutability,
    InvalidSyntax,
    InvalidPath,
    NoTarget,
    InvalidValue,
    InvalidVers,
    Sensitive,
    InvalidCursor,
    ExpiredCursor,
    InvalidCount,
}
