namespace Gateway.Core.Storage;

/// <summary>The database cannot be used as configured. The message is one sentence that says what to do.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);
