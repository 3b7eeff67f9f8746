using FsCheck;
using FsCheck.Fluent;

namespace Gateway.Tests.Scim;

/// <summary>Texts that hurt: quotes, backslashes, brackets, combining marks, other planes; no NUL and no half pairs, which are refused.</summary>
internal static class Texts
{
    private static readonly string[] Pieces =
    [
        "a", "B", "c", " ", ".", "@", "\"", "\\", "]", "[", "(", ")", "'", "%", "_", "*", "é", "e\u0301", "\u0301", "É", "ß", "ẞ", "İ", "ı", "Å", "\u212a",
        "Ω", "ﬁ", "日", "\U0001F600", "\U00010400", "\uE000", "\uFFFD", "\n", "\t", "\u001f", "\u007f", "\u2028", "null", "and", "--", "0", "1e3",
    ];

    public static Gen<string> Any { get; } = Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces.Take(8)));
}
