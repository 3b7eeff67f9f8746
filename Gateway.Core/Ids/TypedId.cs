using System.Diagnostics.CodeAnalysis;

namespace Gateway.Core.Ids;

/// <summary>An id that says what it names: a prefix and a UUIDv7 (RFC 9562) in lower-case base32, e.g. <c>usr_01jd3k…</c>.
/// PostgreSQL stores the UUID, SQLite the text.</summary>
public interface ITypedId
{
    Guid Value { get; }

    string ToString();
}

/// <summary>What each typed id can do by itself.</summary>
public interface ITypedId<TSelf> : ITypedId where TSelf : struct, ITypedId<TSelf>
{
    /// <summary>The prefix without its underscore.</summary>
    static abstract string Prefix { get; }

    static abstract TSelf From(Guid value);

    /// <summary>Reads the one spelling that <see cref="object.ToString"/> writes; anything else is not an id.</summary>
    static virtual bool TryParse([NotNullWhen(true)] string? text, out TSelf id)
    {
        if (Base32.TryDecode(TSelf.Prefix, text, out var value))
        {
            id = TSelf.From(value);
            return true;
        }

        id = default;
        return false;
    }
}

/// <summary>Parsing and creation by type argument: <c>TypedId.TryParse&lt;UserId&gt;(text, out var id)</c>.</summary>
public static class TypedId
{
    public static TId New<TId>() where TId : struct, ITypedId<TId> => TId.From(Guid.CreateVersion7());

    public static bool TryParse<TId>([NotNullWhen(true)] string? text, out TId id) where TId : struct, ITypedId<TId> =>
        TId.TryParse(text, out id);

    public static TId Parse<TId>(string text) where TId : struct, ITypedId<TId> =>
        TId.TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not an id of the form {TId.Prefix}_….");
}
