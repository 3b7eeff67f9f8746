using System.Security.Cryptography;

namespace Gateway.Core.Credentials;

/// <summary>256 random bits as text that survives headers, shells and double-clicks: a prefix that says what it opens, then hexadecimal digits.</summary>
public static class GeneratedSecret
{
    private const int Bytes = 32;

    public static string New(string prefix) => prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
}
