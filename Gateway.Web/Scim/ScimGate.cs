using Gateway.Core.Directories;
using Gateway.Core.Scim.Errors;
using Directory = Gateway.Core.Directories.Directory;

namespace Gateway.Web.Scim;

/// <summary>What a directory's settings refuse before anything is looked at; each refusal names the setting. design.md §5.</summary>
internal static class ScimGate
{
    public static ScimError? Refuse(Directory directory, bool writes) => directory.Settings switch
    {
        { Provisioning: Provisioning.Off } => ScimError.Forbidden("Provisioning of this directory is off: an operator of the gateway can switch it on."),
        { Mode: DirectoryMode.Manual } when writes => ScimError.Forbidden(
            "This directory is in manual mode, in which people appear at their first sign-in: an operator of the gateway can set its mode to scim."),
        _ => null,
    };

    public static ScimError? RefuseGroupWrite(Directory directory) => directory.Settings switch
    {
        { UsersOnly: true } => ScimError.Forbidden("This directory takes users only (setting users_only): switch Push Groups off in Okta, or the setting in the gateway."),
        { Switches.Groups: false } => Off("groups"),
        _ => null,
    };

    public static ScimError? RefuseCreate(Directory directory) => directory.Settings.Switches.Create ? null : Off("create");

    public static ScimError? RefuseUpdate(Directory directory) => directory.Settings.Switches.Update ? null : Off("update");

    public static ScimError? RefuseDeactivate(Directory directory) => directory.Settings.Switches.Deactivate ? null : Off("deactivate");

    private static ScimError Off(string name) =>
        ScimError.Forbidden($"The provisioning switch '{name}' of this directory is off in the gateway, so nothing was stored: switch it on there, or the matching feature off in Okta.");
}
