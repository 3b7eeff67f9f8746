namespace Gateway.Simulator.Management;

/// <summary>The gateway cannot be used: unreachable, the key refused, or it is no gateway. The message says what to do.</summary>
internal sealed class GatewayRefusedException(string message) : Exception(message);
