using System.Text;

namespace Gateway.Core.Scim;

/// <summary>The one folding of every value that is compared or sorted without regard to case: composed (NFC), then lower case by the invariant
/// simple mapping. Different letters stay different: "ß" is not "ss", the dotless "ı" is not "i".</summary>
public static class Fold
{
    /// <summary>The folded text. Folding twice changes nothing. The text must have no lone surrogates.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        // Lower case may compose further: "H" + macron below has no single character, "h" + macron below is "ẖ".
        return text.Normalize(NormalizationForm.FormC).ToLowerInvariant().Normalize(NormalizationForm.FormC);
    }

    /// <summary>The order of two texts by code point, which is how both databases compare bytes of UTF-8.</summary>
    public static int Compare(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            char a = left[i], b = right[i];
            if (a != b)
            {
                // In UTF-16 a surrogate is less than U+E000…U+FFFF; the code point it stands for is greater.
                return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
            }
        }

        return left.Length.CompareTo(right.Length);
    }
}
