"""The air between bumble's virtual controllers: two subclasses that make it behave like Bluetooth.

bumble's own link is made for pairing tests: every frame arrives at -50 dBm everywhere, scan responses never do, and
a central with a public address is not heard. Here frames have a strength per pair, or no path at all; advertising is
legacy, byte for byte, and heard as well where nobody may connect; and a connection attempt can be given up. Nothing of
bumble is patched.
"""

from __future__ import annotations

import asyncio

from bumble.controller import Controller, LegacyAdvertiser
from bumble.core import PhysicalTransport
from bumble.hci import (
    Address,
    HCI_ErrorCode,
    HCI_LE_Advertising_Report_Event,
    HCI_LE_Connection_Complete_Event,
    HCI_LE_Create_Connection_Cancel_Command,
    HCI_LE_Set_Advertising_Parameters_Command,
    HCI_LE_Set_Scan_Parameters_Command,
    HCI_StatusReturnParameters,
    LeFeatureMask,
    Role,
)
from bumble.link import LocalLink
from bumble.ll import AdvertisingPdu, AdvInd, AdvNonConnInd, ConnectInd, ControlPdu
from bumble.transport.common import TransportSink, TransportSource

USUAL_RSSI_DBM = -60
_REPORT = HCI_LE_Advertising_Report_Event
_PARAMETERS = HCI_LE_Set_Advertising_Parameters_Command
_HCI_INTERVAL_MS = 0.625
"""The unit of advertising intervals (Bluetooth Core 5.4, Vol 4, Part E, 7.8.5)."""


class Ether(LocalLink):
    """The air between the virtual controllers of one process."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # bumble left this one unannotated
        self._levels: dict[tuple[str, str], int | None] = {}
        self._in_order: list[Controller] = []

    def set_rssi(self, sender: str, receiver: str, rssi_dbm: int | None) -> None:
        """How strong the one controller arrives at the other; None: not at all. Each direction by itself."""
        self._levels[sender, receiver] = rssi_dbm

    def rssi_dbm(self, sender: Controller, receiver: Controller) -> int | None:
        return self._levels.get((sender.name, receiver.name), USUAL_RSSI_DBM)

    def add_controller(self, controller: Controller) -> None:
        """Adds a controller, kept in order as well: bumble's set would deliver in another order each run."""
        super().add_controller(controller)
        self._in_order.append(controller)

    def remove_controller(self, controller: Controller) -> None:
        super().remove_controller(controller)
        self._in_order.remove(controller)

    def send_advertising_pdu(self, sender_controller: Controller, packet: AdvertisingPdu) -> None:
        """Connection requests come this way too. The scan response is that of the moment of sending."""
        loop = asyncio.get_running_loop()
        scan_response = sender_controller.le_legacy_advertiser.scan_response_data
        for controller in self._in_order:
            rssi_dbm = self.rssi_dbm(sender_controller, controller)
            if controller is not sender_controller and rssi_dbm is not None and isinstance(controller, EtherController):
                loop.call_soon(controller.hear, packet, rssi_dbm, scan_response)

    def send_acl_data(
        self, sender_controller: Controller, destination_address: Address, transport: PhysicalTransport, data: bytes
    ) -> None:
        """Sends from the address that the sender has in this connection, which is not always its random one."""
        connection = sender_controller.le_connections.get(destination_address)
        receiver = self.find_le_controller(destination_address)
        if connection is None or receiver is None or self.rssi_dbm(sender_controller, receiver) is None:
            return
        asyncio.get_running_loop().call_soon(receiver.on_link_acl_data, connection.self_address, transport, data)

    def send_ll_control_pdu(self, sender_address: Address, receiver_address: Address, packet: ControlPdu) -> None:
        """Whoever is gone hears no goodbye; bumble would raise into the one who says it."""
        if self.find_le_controller(receiver_address) is not None:
            super().send_ll_control_pdu(sender_address, receiver_address, packet)


class EtherController(Controller):
    """A legacy-only controller on an `Ether`."""

    def __init__(
        self,
        name: str,
        *,
        link: Ether,
        host_source: TransportSource | None = None,
        host_sink: TransportSink | None = None,
        public_address: str | None = None,
    ) -> None:
        super().__init__(name, host_source, host_sink, link, public_address)
        self.le_legacy_advertiser = _Advertiser(self)

    le_features = Controller.le_features & ~LeFeatureMask.LE_EXTENDED_ADVERTISING

    def hear(self, packet: AdvertisingPdu, rssi_dbm: int, scan_response: bytes) -> None:
        """Takes a frame that arrives."""
        if isinstance(packet, ConnectInd):
            self.on_le_connect_ind(packet)
        elif isinstance(packet, AdvNonConnInd):
            if self.le_scan_enable:
                self._report(packet, [(_REPORT.EventType.ADV_NONCONN_IND, packet.data)], rssi_dbm)
        elif isinstance(packet, AdvInd):
            if self.le_scan_enable:
                self._report(packet, self._told_of(packet, scan_response), rssi_dbm)
            wanted = self.pending_le_connection
            if wanted is not None and wanted.peer_address == packet.advertiser_address:
                self.create_le_connection(packet.advertiser_address)

    def on_hci_le_set_advertising_parameters_command(
        self, command: HCI_LE_Set_Advertising_Parameters_Command
    ) -> HCI_StatusReturnParameters:
        """bumble takes the interval, in units of 0.625 ms, for milliseconds."""
        result = super().on_hci_le_set_advertising_parameters_command(command)
        advertiser = self.le_legacy_advertiser
        advertiser.advertising_interval_min = round(command.advertising_interval_min * _HCI_INTERVAL_MS)
        advertiser.advertising_interval_max = round(command.advertising_interval_max * _HCI_INTERVAL_MS)
        return result

    def on_hci_le_create_connection_cancel_command(
        self, _command: HCI_LE_Create_Connection_Cancel_Command
    ) -> HCI_StatusReturnParameters:
        """bumble says yes and forgets to stop: then no later connection ever starts (Vol 4, Part E, 7.8.13)."""
        wanted, self.pending_le_connection = self.pending_le_connection, None
        if wanted is None:
            return HCI_StatusReturnParameters(HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        self.send_hci_packet(
            HCI_LE_Connection_Complete_Event(
                status=HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                connection_handle=0,
                role=Role.CENTRAL,
                peer_address_type=wanted.peer_address.address_type,
                peer_address=wanted.peer_address,
                connection_interval=0,
                peripheral_latency=0,
                supervision_timeout=0,
                central_clock_accuracy=0,
            )
        )
        return HCI_StatusReturnParameters(HCI_ErrorCode.SUCCESS)

    def _told_of(self, packet: AdvInd, scan_response: bytes) -> list[tuple[_REPORT.EventType, bytes]]:
        told = [(_REPORT.EventType.ADV_IND, packet.data)]
        if self.le_scan_type == HCI_LE_Set_Scan_Parameters_Command.ACTIVE_SCANNING:
            told.append((_REPORT.EventType.SCAN_RSP, scan_response))
        return told

    def _report(
        self, packet: AdvInd | AdvNonConnInd, told: list[tuple[_REPORT.EventType, bytes]], rssi_dbm: int
    ) -> None:
        for event_type, data in told:
            report = _REPORT.Report(
                event_type=event_type,
                address_type=packet.advertiser_address.address_type,
                address=packet.advertiser_address,
                data=data,
                rssi=rssi_dbm,
            )
            self.send_hci_packet(_REPORT([report]))


class _Advertiser(LegacyAdvertiser):
    """bumble's sends what can be connected to and stays silent about all else."""

    def send_advertising_data(self) -> None:
        if self.enabled and self.advertising_type == _PARAMETERS.AdvertisingType.ADV_NONCONN_IND:
            self.controller.send_advertising_pdu(AdvNonConnInd(self.address, self.advertising_data))
        else:
            super().send_advertising_data()
