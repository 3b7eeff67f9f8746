namespace Gateway.Core.Ids;

/// <summary>One connected Okta app integration: the unit of isolation.</summary>
public readonly record struct DirectoryId(Guid Value) : ITypedId<DirectoryId>
{
    public static string Prefix => "dir";

    public static DirectoryId From(Guid value) => new(value);

    public static DirectoryId New() => TypedId.New<DirectoryId>();

    public override string ToString() => Base32.Encode(Prefix, Value);
}

/// <summary>A SCIM token of a directory.</summary>
public readonly record struct TokenId(Guid Value) : ITypedId<TokenId>
{
    public static string Prefix => "tok";

    public static TokenId From(Guid value) => new(value);

    public static TokenId New() => TypedId.New<TokenId>();

    public override string ToString() => Base32.Encode(Prefix, Value);
}

/// <summary>A user; also its SCIM id. RFC 7643 §3.1.</summary>
public readonly record struct UserId(Guid Value) : ITypedId<UserId>
{
    public static string Prefix => "usr";

    public static UserId From(Guid value) => new(value);

    public static UserId New() => TypedId.New<UserId>();

    public override string ToString() => Base32.Encode(Prefix, Value);
}

/// <summary>A group; also its SCIM id. RFC 7643 §3.1.</summary>
public readonly record struct GroupId(Guid Value) : ITypedId<GroupId>
{
    public static string Prefix => "grp";

    public static GroupId From(Guid value) => new(value);

    public static GroupId New() => TypedId.New<GroupId>();

    public override string ToString() => Base32.Encode(Prefix, Value);
}

/// <summary>A subscriber.</summary>
public readonly record struct SubscriberId(Guid Value) : ITypedId<SubscriberId>
{
    public static string Prefix => "sub";

    public static SubscriberId From(Guid value) => new(value);

    public static SubscriberId New() => TypedId.New<SubscriberId>();

    public override string ToString() => Base32.Encode(Prefix, Value);
}

/// <summary>A signing secret of a subscriber.</summary>
public readonly record struct SecretId(Guid Value) : ITypedId<SecretId>
{
    public static string Prefix => "sec";

    public static SecretId From(Guid value) => new(value);

    public static SecretId New() => TypedId.New<SecretId>();

    public override string ToString() => Base32.Encode(Prefix, Value);
}

/// <summary>A request to the gateway; the cause of what it changed.</summary>
public readonly record struct RequestId(Guid Value) : ITypedId<RequestId>
{
    public static string Prefix => "req";

    public static RequestId From(Guid value) => new(value);

    public static RequestId New() => TypedId.New<RequestId>();

    public override string ToString() => Base32.Encode(Prefix, Value);
}

/// <summary>A reconciliation.</summary>
public readonly record struct RunId(Guid Value) : ITypedId<RunId>
{
    public static string Prefix => "run";

    public static RunId From(Guid value) => new(value);

    public static RunId New() => TypedId.New<RunId>();

    public override string ToString() => Base32.Encode(Prefix, Value);
}

/// <summary>A process that delivers.</summary>
public readonly record struct WorkerId(Guid Value) : ITypedId<WorkerId>
{
    public static string Prefix => "wrk";

    public static WorkerId From(Guid value) => new(value);

    public static WorkerId New() => TypedId.New<WorkerId>();

    public override string ToString() => Base32.Encode(Prefix, Value);
}

/// <summary>A key of the management API.</summary>
public readonly record struct ApiKeyId(Guid Value) : ITypedId<ApiKeyId>
{
    public static string Prefix => "key";

    public static ApiKeyId From(Guid value) => new(value);

    public static ApiKeyId New() => TypedId.New<ApiKeyId>();

    public override string ToString() => Base32.Encode(Prefix, Value);
}

/// <summary>One state of a resource: its ETag, and the stamp of the change that made it.</summary>
public readonly record struct VersionId(Guid Value) : ITypedId<VersionId>
{
    public static string Prefix => "ver";

    public static VersionId From(Guid value) => new(value);

    public static VersionId New() => TypedId.New<VersionId>();

    public override string ToString() => Base32.Encode(Prefix, Value);
}
