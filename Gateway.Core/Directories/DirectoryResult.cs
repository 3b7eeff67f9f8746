using System.Diagnostics.CodeAnalysis;

namespace Gateway.Core.Directories;

/// <summary>What was asked for, or the refusal.</summary>
public readonly struct DirectoryResult<T> where T : class
{
    private DirectoryResult(T? value, DirectoryError? error)
    {
        Value = value;
        Error = error;
    }

    public T? Value { get; }

    public DirectoryError? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    [MemberNotNullWhen(true, nameof(Value))]
    public bool Succeeded => Error is null;

    public static implicit operator DirectoryResult<T>(T value) => new(value, null);

    public static implicit operator DirectoryResult<T>(DirectoryError error) => new(null, error);
}
